import Addresses
import Deadlines
import Testing
import VRRPEngine
import VRRPTransport

@Suite struct RefreshScheduleTests {
    private let start = Samples.start

    @Test("lifetimes are started anew after a third of the shortest one on the interface")
    func third() {
        var schedule = RefreshSchedule()
        schedule.update([2: 12, 3: 30], at: start)
        #expect(schedule.deadline == start + .seconds(4))
        #expect(schedule.takeDue(at: start + .seconds(4)) == [.init(interfaceIndex: 2, lateBy: nil)])
        #expect(schedule.deadline == start + .seconds(8))
        schedule.update([3: 30], at: start + .seconds(5))
        #expect(schedule.deadline == start + .seconds(10))
    }

    @Test("never more often than once a second")
    func floor() {
        var schedule = RefreshSchedule()
        schedule.update([2: 3], at: start)
        schedule.update([2: 2], at: start)
        #expect(schedule.deadline == start + .seconds(1))
    }

    @Test("an address with a shorter lifetime brings the next refresh forward, one that goes puts nothing off")
    func shorter() {
        var schedule = RefreshSchedule()
        schedule.update([2: 30], at: start)
        schedule.update([2: 9], at: start + .seconds(2))
        #expect(schedule.deadline == start + .seconds(3))
        schedule.update([2: 30], at: start + .seconds(2))
        #expect(schedule.deadline == start + .seconds(3))
    }

    @Test("a refresh later than half the shortest lifetime is told with its delay")
    func late() {
        var schedule = RefreshSchedule()
        schedule.update([2: 10], at: start)
        #expect(schedule.takeDue(at: start + .seconds(5)) == [.init(interfaceIndex: 2, lateBy: nil)])
        #expect(
            schedule.takeDue(at: start + .seconds(11)) == [.init(interfaceIndex: 2, lateBy: .seconds(6))])
    }

    @Test("by default an address outlives its master for twice the time until a takeover, and two seconds")
    func automaticLifetime() {
        func seconds(_ interval: Nanoseconds, priority: UInt8, adverts: Int = 3) -> UInt32? {
            LifetimePolicy.automatic.seconds(
                for: RouterSettings(
                    name: "VI_1", interface: Samples.name("eth0"), virtualRouterID: 51, version: .v3, family: .ipv4,
                    priority: priority, advertisementInterval: interval, addresses: [],
                    downTimerAdvertisements: adverts))
        }
        #expect(seconds(.milliseconds(10), priority: 100) == 10)
        #expect(seconds(.seconds(1), priority: 100) == 10)
        #expect(seconds(.seconds(4), priority: 128) == 30)
        #expect(seconds(.seconds(1), priority: 128, adverts: 10) == 23)
        #expect(LifetimePolicy.off.seconds(for: Samples.settings()) == nil)
        #expect(LifetimePolicy.seconds(1).seconds(for: Samples.settings()) == 3)
    }
}
