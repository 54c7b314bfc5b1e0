import Addresses
import Deadlines
import HealthChecker
import Testing

@Suite("How often a target is connected to")
struct TargetFrequencyTests {
    private let target = Endpoint(.v4(IPv4Address(10, 0, 0, 1)), port: 80)

    @Test("the ports of a target last for some three hundred checks a second, of whatever services")
    func limit() {
        var frequency = TargetFrequency()
        for _ in 0..<333 { frequency.add(target, every: .seconds(1)) }
        #expect(!frequency.usesUpPorts(target))
        frequency.add(target, every: .seconds(1))
        #expect(frequency.usesUpPorts(target))
        #expect(!frequency.usesUpPorts(Endpoint(target.address, port: 81)))
        frequency.remove(target, every: .seconds(1))
        #expect(!frequency.usesUpPorts(target))
    }

    @Test("no pause, however short or long, traps, and what was removed counts no more")
    func absurdPauses() {
        for pause in [Int64.min, -1, 0, 1, .max] {
            var frequency = TargetFrequency()
            frequency.add(target, every: Nanoseconds(pause))
            frequency.remove(target, every: Nanoseconds(pause))
            frequency.remove(target, every: Nanoseconds(pause))
            #expect(!frequency.usesUpPorts(target))
        }
    }
}
