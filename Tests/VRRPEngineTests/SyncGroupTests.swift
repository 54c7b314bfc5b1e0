import Deadlines
import Testing
import VRRPEngine

/// Members of a sync group are master together or not at all.
@Suite struct SyncGroupTests {
    private func settings(_ priority: UInt8, preempt: Bool = true) -> RouterSettings {
        Samples.settings(priority: priority, preempt: preempt, options: Samples.Options(syncGroup: "G"))
    }

    private func started(_ priorities: [[UInt8]]) -> GroupedNodes {
        var nodes = GroupedNodes(priorities.map { $0.map { settings($0) } })
        for node in priorities.indices { nodes.tellAll(node, .start) }
        return nodes
    }

    @Test("the group becomes master when every member would be, all in one moment")
    func election() {
        var nodes = started([[200, 150], [100, 100]])
        // The first member's timer has run out, the second one's not yet.
        nodes.run(for: .milliseconds(3_300))
        #expect(nodes.states(0) == [.backup, .backup])
        nodes.run(for: .milliseconds(200))
        #expect(nodes.states(0) == [.master, .master])
        #expect(nodes.holds(0) == [true, true])
        nodes.run(for: .seconds(20))
        #expect(nodes.states(1) == [.backup, .backup])
        #expect(nodes.story == [[.backup, .master], [.backup]])
    }

    @Test("a member that hears a master of higher priority keeps the whole group a backup")
    func mixedPriorities() {
        var nodes = started([[200, 50], [100, 100]])
        nodes.run(for: .seconds(60))
        // Neither node may have all: the first to want both has them, and keeps them against the other's one member.
        let masters = [0, 1].filter { nodes.group($0) == .master }
        #expect(masters.count <= 1)
        for node in [0, 1] { #expect(Set(nodes.states(node)).count == 1) }
    }

    @Test("all go to FAULT with the first, and leave when all are clean")
    func fault() {
        var nodes = started([[200, 200, 200], [100, 100, 100]])
        nodes.run(for: .seconds(10))
        nodes.tell(0, 1, .faultBegan(.interfaceDown))
        #expect(nodes.states(0) == [.fault, .fault, .fault])
        #expect(nodes.holds(0) == [false, false, false])
        #expect(nodes.reason(0, 0) == "another member of the sync group is in FAULT")
        #expect(nodes.reason(0, 1) == "the interface is down")
        nodes.tell(0, 2, .trackingChanged(TrackingVerdict(faults: ["track_script chk failed"])))
        nodes.tell(0, 1, .faultEnded(.interfaceDown))
        #expect(nodes.states(0) == [.fault, .fault, .fault])
        #expect(nodes.reason(0, 1) == "another member of the sync group is in FAULT")
        #expect(nodes.reason(0, 2) == "track_script chk failed")
        nodes.run(for: .seconds(5))
        #expect(nodes.states(1) == [.master, .master, .master])
        nodes.tell(0, 2, .trackingChanged(.clear))
        #expect(nodes.states(0) == [.backup, .backup, .backup])
        nodes.run(for: .seconds(10))
        #expect(nodes.states(0) == [.master, .master, .master])
        #expect(nodes.story[0] == [.backup, .master, .fault, .backup, .master])
        #expect(nodes.holds(1) == [false, false, false])
    }

    @Test("one member that goes to BACKUP takes all, with a farewell, so that the other node need not wait")
    func oneYields() {
        var nodes = started([[200, 200], [100, 100]])
        nodes.run(for: .seconds(10))
        nodes.tell(0, 0, .advertisement(Advertisement(priority: 250, interval: .seconds(1)), from: Samples.greater))
        #expect(nodes.states(0) == [.backup, .backup])
        #expect(nodes.story[0].last == .backup)
        // The one visitor is gone, the other node's members hear nothing: the better group comes back.
        nodes.run(for: .seconds(20))
        #expect(nodes.states(0) == [.master, .master])
        #expect(nodes.states(1) == [.backup, .backup])
    }

    @Test("where one link is cut, the backup group does not become master in part")
    func cutLink() {
        var nodes = started([[200, 200], [100, 100]])
        nodes.run(for: .seconds(10))
        nodes.cut = [1]
        nodes.run(for: .seconds(60))
        #expect(nodes.states(0) == [.master, .master])
        #expect(nodes.states(1) == [.backup, .backup])
        nodes.cut = []
        nodes.run(for: .seconds(60))
        #expect(nodes.group(0) == .master)
        #expect(nodes.story[1] == [.backup])
    }

    @Test("where all links are cut, both are masters; healed, the better one stays, whole")
    func partition() {
        var nodes = started([[200, 200], [100, 100]])
        nodes.run(for: .seconds(10))
        nodes.cut = [0, 1]
        nodes.run(for: .seconds(10))
        #expect(nodes.group(1) == .master)
        nodes.cut = []
        nodes.run(for: .seconds(2))
        #expect(nodes.group(0) == .master)
        #expect(nodes.group(1) == .backup)
        #expect(nodes.holds(1) == [false, false])
    }

    @Test("owners wait for each other, and not at all when all are")
    func owners() {
        var all = started([[255, 255], [100, 100]])
        #expect(all.states(0) == [.master, .master])
        all.run(for: .seconds(5))
        #expect(all.states(0) == [.master, .master])
        var one = started([[255, 100], [50, 50]])
        #expect(one.states(0) == [.backup, .backup])
        one.run(for: .seconds(4))
        #expect(one.states(0) == [.master, .master])
    }

    @Test("a member that is still in INIT keeps the group from being master")
    func undecidedMember() {
        var nodes = GroupedNodes([[settings(200), settings(200)]])
        nodes.tell(0, 1, .trackingChanged(TrackingVerdict(isUndecided: true)))
        nodes.tellAll(0, .start)
        nodes.run(for: .seconds(30))
        #expect(nodes.states(0) == [.backup, .initialize])
        nodes.tell(0, 1, .trackingChanged(.clear))
        nodes.run(for: .seconds(4))
        #expect(nodes.states(0) == [.master, .master])
    }

    @Test("a stop of all members ends in INIT without a BACKUP between")
    func stop() {
        var nodes = started([[200, 200], [100, 100]])
        nodes.run(for: .seconds(10))
        nodes.tellAll(0, .shutdown)
        #expect(nodes.story[0] == [.backup, .master, .initialize])
        nodes.run(for: .seconds(1))
        #expect(nodes.group(1) == .master)
    }

    @Test("a group that stops in FAULT does not come back for a moment")
    func stopInFault() {
        var nodes = started([[200, 200], [100, 100]])
        nodes.run(for: .seconds(10))
        nodes.tell(0, 0, .faultBegan(.interfaceDown))
        nodes.tellAll(0, .shutdown)
        #expect(nodes.story[0] == [.backup, .master, .fault, .initialize])
    }

    @Test("a member added to a group that is master joins it, and does not end its mastership")
    func joins() {
        var group = SyncGroup(name: "G", members: 2)
        var orders: [SyncGroup.Order] = []
        var first = Trial(settings(200), started: false)
        first.handle(.resume)
        group.note(first.router, member: 0, into: &orders)
        #expect(orders.isEmpty)
        var second = Trial(settings(200))
        group.note(second.router, member: 1, into: &orders)
        #expect(!orders.contains(.tell(member: 0, .groupChanged(.backup))))
        second.runToDeadline()
        #expect(second.router.state == .backup && second.router.wantsMastership)
        orders.removeAll()
        group.note(second.router, member: 1, into: &orders)
        #expect(orders.first == .tell(member: 1, .groupChanged(.master)))
        second.handle(.groupChanged(.master))
        #expect(
            second.actions.last == .transition(from: .backup, to: .master, reason: .groupIsMaster("G")))
        group.note(second.router, member: 1, into: &orders)
        #expect(group.state == .master)
        group.note(second.router, member: 7, into: &orders)
    }

    @Test("a router that leaves its group is held by it no more, and its timer runs again")
    func leavesTheGroup() {
        var held = Trial(settings(100))
        held.handle(.faultBegan(.groupMember))
        held.router.reconfigure(to: Samples.settings(), at: held.now, into: &held.actions)
        #expect(held.router.state == .backup)
        var waiting = Trial(settings(100))
        waiting.runToDeadline()
        #expect(waiting.router.deadline == nil)
        waiting.router.reconfigure(to: Samples.settings(), at: waiting.now, into: &waiting.actions)
        waiting.runToDeadline()
        #expect(waiting.router.state == .master)
    }

    @Test("a released member releases the group")
    func released() {
        var nodes = started([[200, 200], [100, 100]])
        nodes.run(for: .seconds(10))
        nodes.tell(0, 0, .released)
        #expect(nodes.states(0) == [.fault, .fault])
        nodes.run(for: .seconds(2))
        #expect(nodes.group(1) == .master)
        nodes.tell(0, 0, .held)
        nodes.run(for: .seconds(5))
        #expect(nodes.group(0) == .master)
    }
}
