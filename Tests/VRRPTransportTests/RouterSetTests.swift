import Addresses
import Deadlines
import Testing
import VRRPEngine
import VRRPTransport

@Suite struct RouterSetTests {
    private func hosted(_ settings: RouterSettings) -> HostedRouter {
        HostedRouter(InstanceSettings(settings), at: Samples.start)
    }

    @Test("VR-24, VR-26: routers are told apart by interface, family and VRID")
    func keys() {
        let ipv4 = hosted(Samples.settings())
        let ipv6 = hosted(Samples.settings(["fe80::100/64"], family: .ipv6))
        var set = RouterSet()
        set.replace(with: [ipv4, ipv6])
        #expect(set[ipv4.key] === ipv4)
        #expect(set[ipv6.key] === ipv6)
        #expect(set[RouterKey(Samples.settings(virtualRouterID: 52))] == nil)
        #expect(set[RouterKey(Samples.settings(on: "eth1"))] == nil)
    }

    @Test("the router with the earliest deadline comes first; one that left does not come")
    func deadlines() {
        let slow = hosted(Samples.settings(virtualRouterID: 1, priority: 10))
        let quick = hosted(Samples.settings(virtualRouterID: 2, priority: 200))
        let gone = hosted(Samples.settings(virtualRouterID: 3, priority: 250))
        var set = RouterSet()
        set.replace(with: [slow, quick, gone])
        for router in [slow, quick, gone] {
            var actions: [Action] = []
            router.router.handle(.sourceAddressChanged(Samples.address("192.0.2.1")), at: Samples.start, into: &actions)
            router.router.handle(.start, at: Samples.start, into: &actions)
            set.noteDeadline(of: router)
        }
        set.replace(with: [slow, quick])
        #expect(set.earliestAlarm() == quick.router.deadline)
        #expect(set.popDue(at: Samples.start) == nil)
        let later = Samples.start + .seconds(60)
        #expect(set.popDue(at: later) === quick)
        #expect(set.popDue(at: later) === slow)
        #expect(set.popDue(at: later) == nil)
        #expect(set.earliestAlarm() == nil)
    }

    @Test("during a long reload masters that are due advertise; backups that are due wait")
    func mastersOnTime() throws {
        let master = hosted(Samples.settings(virtualRouterID: 1, priority: RouterSettings.ownerPriority))
        let backup = hosted(Samples.settings(virtualRouterID: 2, priority: 200))
        var set = RouterSet()
        set.replace(with: [master, backup])
        for router in [master, backup] {
            var actions: [Action] = []
            router.router.handle(.sourceAddressChanged(Samples.address("192.0.2.1")), at: Samples.start, into: &actions)
            router.router.handle(.start, at: Samples.start, into: &actions)
            set.noteDeadline(of: router)
        }
        #expect(set.popDueMasters(at: Samples.start).isEmpty)
        let later = Samples.start + .seconds(60)
        let due = set.popDueMasters(at: later)
        #expect(due.map(\.key) == [master.key])
        #expect(set.popDue(at: later) === backup)
        #expect(set.popDue(at: later) == nil)
    }
}
