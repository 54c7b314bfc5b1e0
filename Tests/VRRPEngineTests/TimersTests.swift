import Deadlines
import Testing
import VRRPEngine

@Suite struct TimersTests {
    @Test(
        "VR-41: the version 2 skew is (256 - priority)/256 s whatever the interval",
        arguments: [(UInt8(100), Int64(609_375_000)), (1, 996_093_750), (254, 7_812_500), (255, 3_906_250)])
    func version2Skew(priority: UInt8, nanoseconds: Int64) {
        for interval in [1, 3, 255] as [Int64] {
            #expect(
                Timers.skew(version: .v2, priority: priority, interval: .seconds(interval)) == Nanoseconds(nanoseconds))
        }
    }

    @Test(
        "VR-42: the version 3 skew is (256 - priority) x the master's interval / 256",
        arguments: [
            (UInt8(100), Int64(100), Int64(609_375_000)), (100, 300, 1_828_125_000), (254, 100, 7_812_500),
            (1, 1, 9_960_937), (255, 4095, 159_960_937),
        ])
    func version3Skew(priority: UInt8, centiseconds: Int64, nanoseconds: Int64) {
        #expect(
            Timers.skew(version: .v3, priority: priority, interval: .centiseconds(centiseconds))
                == Nanoseconds(nanoseconds))
    }

    @Test("VR-43: the master down interval is three intervals and the skew")
    func masterDown() {
        #expect(Timers.masterDown(version: .v3, priority: 100, interval: .seconds(1)) == Nanoseconds(3_609_375_000))
        #expect(Timers.masterDown(version: .v2, priority: 100, interval: .seconds(1)) == Nanoseconds(3_609_375_000))
        #expect(Timers.masterDown(version: .v2, priority: 100, interval: .seconds(3)) == Nanoseconds(9_609_375_000))
        #expect(Timers.masterDown(version: .v3, priority: 1, interval: .centiseconds(1)) == Nanoseconds(39_960_937))
    }
}
