import Addresses
import Deadlines
import VRRPEngine

/// Who is master, and for how long.
extension Judge {
    /// Two masters who hear each other.
    mutating func judgeMasters(on segment: Int, until now: Instant, in world: World) {
        let nodes = world.plan.nodeCount
        for left in 0..<nodes {
            let first = world.plan.instance(segment, left)
            guard watches[first].state == .master, world.takesPart(first) else { continue }
            for right in (left + 1)..<max(nodes, left + 1) {
                let second = world.plan.instance(segment, right)
                guard watches[second].state == .master, world.takesPart(second),
                    Topology.hearEachOther(first, second, in: world)
                else { continue }
                judgeMeeting(first, second, until: now, in: world)
            }
        }
    }

    private mutating func judgeMeeting(_ first: Int, _ second: Int, until now: Instant, in world: World) {
        let since = max(metSince(first, second, in: world), max(watches[first].since, watches[second].since))
        let winner = rank(first, in: world) > rank(second, in: world) ? first : second
        let lasting = now - since
        let allowed = allowance.meeting(world.instances[winner].draft.interval)
        guard lasting > allowed else { return }
        object(
            .oneMaster, at: now,
            "\(world.plan.name(first)) and \(world.plan.name(second)) hear each other and have both been master for "
                + "\(lasting); \(world.plan.name(winner)) should be the only one after \(allowed)")
    }

    /// Since when both have been there, as they are, on links that work.
    private func metSince(_ first: Int, _ second: Int, in world: World) -> Instant {
        let (left, right) = (world.instances[first], world.instances[second])
        let there = world.links[world.link(left.segment, left.node, right.node)].changedAt
        let back = world.links[world.link(left.segment, right.node, left.node)].changedAt
        let nodes = max(world.nodes[left.node].changedAt, world.nodes[right.node].changedAt)
        return max(max(there, back), max(nodes, max(left.changedAt, right.changedAt)))
    }

    /// RFC 9568 §6.4.3: the higher priority, among equals the greater address.
    func rank(_ instance: Int, in world: World) -> Rank {
        Rank(
            priority: watches[instance].priority, address: watches[instance].source ?? world.instances[instance].source)
    }

    // MARK: After the storm

    mutating func judgeCalm(_ topology: Topology, until now: Instant, in world: World) {
        guard case .groups(let groups) = topology.shape, now > calmSince else { return }
        for group in groups where !group.isEmpty {
            judgeSuccession(group, until: now, in: world)
            judgeBest(group, until: now, in: world)
        }
    }

    private func candidates(_ group: [Int], in world: World) -> [(draft: RouterDraft, priority: UInt8)] {
        group.map { (world.instances[$0].draft, watches[$0].priority) }
    }

    private mutating func judgeSuccession(_ group: [Int], until now: Instant, in world: World) {
        guard !group.contains(where: { watches[$0].state == .master }) else { return }
        let allowed = allowance.succession(candidates(group, in: world), interval: world.longestInterval)
        guard now - calmSince > allowed else { return }
        object(
            .someMaster, at: now,
            "\(names(group, world)) hear each other undisturbed for \(now - calmSince) and have no master; allowed are "
                + "\(allowed)")
    }

    private mutating func judgeBest(_ group: [Int], until now: Instant, in world: World) {
        guard let master = group.first(where: { watches[$0].state == .master }) else { return }
        for other in group where other != master {
            guard watches[other].priority > watches[master].priority, world.instances[other].draft.preempts
            else { continue }
            let allowed = allowance.settling(
                candidates(group, in: world), interval: world.longestInterval, everybodyHearsEverybody: true)
            guard now - calmSince > allowed else { return }
            object(
                .bestMaster, at: now,
                "\(world.plan.name(other)) has priority \(watches[other].priority) and may preempt, but "
                    + "\(world.plan.name(master)) with \(watches[master].priority) is master, undisturbed for "
                    + "\(now - calmSince)")
        }
    }

    /// A change of state where everything should have settled.
    mutating func judgeQuiet(_ instance: Int, from: VRRPState, to: VRRPState, in world: World) {
        let topology = topology(world.instances[instance].segment)
        let (members, everybody): ([Int], Bool)
        switch topology.shape {
        case .groups(let groups):
            guard let group = groups.first(where: { $0.contains(instance) }) else { return }
            (members, everybody) = (group, true)
        case .oneWay(let routers):
            // A router that hears two masters with intervals of their own learns now the one, now the other.
            let intervals = routers.map { world.instances[$0].draft.interval }
            guard intervals.allSatisfy({ $0 == world.longestInterval }) else { return }
            (members, everybody) = (routers, false)
        case .uncertain: return
        }
        let allowed = allowance.settling(
            candidates(members, in: world), interval: world.longestInterval, everybodyHearsEverybody: everybody)
        guard world.now - calmSince > allowed else { return }
        object(
            .noFlapping, at: world.now,
            "\(world.plan.name(instance)) goes from \(from.rawValue) to \(to.rawValue), undisturbed for "
                + "\(world.now - calmSince)")
    }

    private func names(_ group: [Int], _ world: World) -> String {
        group.map(world.plan.name).joined(separator: ", ")
    }

    // MARK: Who takes over

    mutating func judgeTransition(
        of instance: Int, from: VRRPState, to: VRRPState, _ reason: TransitionReason, in world: World
    ) {
        judgeQuiet(instance, from: from, to: to, in: world)
        judgeYielding(of: instance, reason, in: world)
        if from == .master, to != .backup { judgeFarewell(of: instance, in: world) }
        guard to == .master else { return }
        judgePreemption(by: instance, from: from, reason, in: world)
        judgeOrder(of: instance, in: world)
        guard from == .backup, isByTimer(reason), let silence = watches[instance].silence else { return }
        let local = ExpectedSilence.exact(world.localTime(instance))
        // The engine rounds the skew time down to whole nanoseconds.
        guard local <= silence.due - 256 else { return }
        object(
            .takeoverInTime, at: world.now,
            "\(world.plan.name(instance)) takes over \(Nanoseconds((silence.due - local) / 256)) too early")
    }

    /// VR-57, VR-58.
    private mutating func judgeYielding(of instance: Int, _ reason: TransitionReason, in world: World) {
        guard let heard = watches[instance].heard?.advertisement else { return }
        let address: IPAddress
        switch reason {
        case .higherPriority(_, let source), .greaterAddress(let source): address = source
        default: return
        }
        guard Rank(priority: heard.priority, address: address) <= rank(instance, in: world) else { return }
        object(
            .yieldsInOrder, at: world.now,
            "\(world.plan.name(instance)) yields to priority \(heard.priority) from \(address)")
    }

    private func isByTimer(_ reason: TransitionReason) -> Bool {
        reason == .masterSilent || reason == .masterLeft
    }

    /// A router that must not preempt, and was there all the time in which it must have heard a master.
    private mutating func judgePreemption(
        by instance: Int, from: VRRPState, _ reason: TransitionReason, in world: World
    ) {
        // A farewell shortens the wait whoever sent it (RFC 9568 §6.4.2), be it another master than the one that is obeyed.
        guard from == .backup, reason == .masterSilent, !world.instances[instance].draft.preempts else { return }
        for other in watches.indices where other != instance {
            let router = world.instances[other]
            guard router.segment == world.instances[instance].segment, watches[other].state == .master,
                world.takesPart(other), Topology.hearEachOther(instance, other, in: world)
            else { continue }
            // Not while strays of others arrive: they teach other intervals.
            let since = max(calmSince, max(watches[instance].since, watches[other].since))
            guard world.now - since > allowance.meeting(router.draft.interval) else { continue }
            object(
                .noPreemption, at: world.now,
                "\(world.plan.name(instance)) must not preempt and becomes master beside \(world.plan.name(other)), "
                    + "which it has heard for \(world.now - since)")
        }
    }
}
