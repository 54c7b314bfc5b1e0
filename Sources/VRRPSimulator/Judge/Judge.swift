import Addresses
import Deadlines
import VRRPEngine

/// Watches a story from outside and says what does not hold.
///
/// It sees what is sent, heard and carried, and the states; what the engine keeps to itself it works out again.
struct Judge: Sendable {
    /// What is known of an instance.
    struct Watch: Sendable {
        var state = VRRPState.initialize
        /// On true time.
        var since = Instant.zero
        /// Whether it was master at some time in this step.
        var wasMaster = false
        var silence: ExpectedSilence?
        var priority: UInt8
        /// The address that its process knew before the step.
        var source: IPAddress?
        /// On its node's clock.
        var lastSent = Instant.zero
        var lastPriority: UInt8?
        var lastAnnounced: Instant?
        /// In this step, with who sent it.
        var heard: (advertisement: Advertisement, from: Int)?
        var hasSent = false
        var wasWoken = false
        /// Whether the kernel refused an address in this step.
        var wasRefused = false
        /// Whether it carries addresses, as far as the step has been gone through.
        var carries = false
        /// Whether it began with addresses that were there, and has neither been master nor heard one.
        var hasLeftovers = false
        /// Whether the addresses went before the farewell.
        var removedFirst = false
    }

    let allowance: Allowance
    private let flaw: Flaw?
    var watches: [Watch]
    private(set) var violation: Violation?
    private var topologies: [Topology] = []
    private var topologyOf = Instant(nanoseconds: -1)
    /// When what surrounds the routers last changed, the last stray packet included.
    private(set) var calmSince = Instant.zero

    init(_ plan: Plan) {
        allowance = Allowance(plan)
        flaw = plan.flaw
        watches = plan.routers.map { Watch(priority: $0.priority) }
    }

    mutating func object(_ invariant: Invariant, at now: Instant, _ text: String) {
        guard violation == nil else { return }
        violation = Violation(invariant: invariant, at: now.nanoseconds, text: text)
    }

    // MARK: Between two steps

    /// Judges what has lasted until `now`, before the next thing happens.
    mutating func judgeWait(until now: Instant, in world: World) {
        refreshTopologies(world)
        for instance in watches.indices where world.takesPart(instance) {
            judgeTimers(of: instance, until: now, in: world)
        }
        for segment in 0..<world.plan.segmentCount {
            judgeMasters(on: segment, until: now, in: world)
            judgeCalm(topologies[segment], until: now, in: world)
        }
    }

    private mutating func refreshTopologies(_ world: World) {
        calmSince = max(world.changedAt, world.lastStray)
        guard world.changedAt != topologyOf || topologies.isEmpty else { return }
        topologyOf = world.changedAt
        topologies = (0..<world.plan.segmentCount).map { Topology(world, segment: $0) }
        let isGrouped = world.instances.contains { $0.draft.syncGroup != nil }
        if isGrouped, !Topology.areAlike(topologies, nodeCount: world.plan.nodeCount) {
            topologies = topologies.map { _ in .uncertain }
        }
    }

    func topology(_ segment: Int) -> Topology { topologies[segment] }

    // MARK: A step

    /// Judges what happened in a step, in order, and what it has led to.
    mutating func judgeStep(of world: World) {
        refreshTopologies(world)
        for index in watches.indices {
            watches[index].wasMaster = watches[index].state == .master
            watches[index].heard = nil
            watches[index].hasSent = false
            watches[index].wasWoken = false
            watches[index].wasRefused = false
            watches[index].removedFirst = false
        }
        for happening in world.happenings { note(happening, in: world) }
        for index in watches.indices {
            judgeConduct(of: index, in: world)
            watches[index].source = world.instances[index].router.sourceAddress
        }
    }

    private mutating func note(_ happening: Happening, in world: World) {
        switch happening {
        case .sent(let instance, let priority):
            watches[instance].hasSent = true
            watches[instance].lastSent = world.localTime(instance)
            watches[instance].lastPriority = priority
        case .heard(let instance, let advertisement, let sender):
            noteHeard(advertisement, from: sender, instance, in: world)
        case .removed(let instance):
            judgeLoss(of: instance, in: world)
            watches[instance].carries = false
            if watches[instance].state == .master, watches[instance].lastPriority != 0 {
                watches[instance].removedFirst = true
            }
        case .announced(let instance):
            judgeAnnouncement(of: instance, in: world)
            watches[instance].lastAnnounced = world.localTime(instance)
        case .transition(let instance, let from, let to, let reason):
            noteTransition(of: instance, from: from, to: to, reason, in: world)
        case .reconfigured(let instance):
            watches[instance].priority = world.instances[instance].expectedPriority
            let priority = watches[instance].priority
            watches[instance].silence?.reconfigure(
                world.instances[instance].draft, priority: priority, at: world.localTime(instance))
        case .tracked(let instance):
            notePriority(of: instance, in: world)
        case .added(let instance):
            judgeAddition(to: instance, in: world)
            watches[instance].carries = true
        case .expired(let instance):
            judgeExpiry(of: instance, in: world)
            judgeLoss(of: instance, in: world)
            watches[instance].carries = false
        case .lost(let instance):
            watches[instance].carries = false
        case .refused(let instance):
            watches[instance].wasRefused = true
        case .woken(let instance):
            watches[instance].wasWoken = true
        case .started(let instance):
            watches[instance].state = .initialize
            watches[instance].silence = nil
            watches[instance].hasLeftovers =
                watches[instance].carries && world.instances[instance].addresses.lifetime != nil
            watches[instance].priority = world.instances[instance].expectedPriority
        case .booted, .fault, .faultOver, .discarded, .missed:
            break
        }
    }

    private mutating func noteHeard(
        _ advertisement: Advertisement, from sender: Int, _ instance: Int, in world: World
    ) {
        watches[instance].heard = (advertisement, sender)
        if advertisement.priority > 0 { watches[instance].hasLeftovers = false }
        guard watches[instance].state == .backup else { return }
        let priority = watches[instance].priority
        watches[instance].silence?.hear(
            advertisement, world.instances[instance].draft, priority: priority, at: world.localTime(instance))
    }

    /// The trackers' weights move the priority.
    private mutating func notePriority(of instance: Int, in world: World) {
        let (old, new) = (watches[instance].priority, world.instances[instance].expectedPriority)
        watches[instance].priority = new
        watches[instance].silence?.changePriority(world.instances[instance].draft, from: old, to: new)
    }

    private mutating func noteTransition(
        of instance: Int, from: VRRPState, to: VRRPState, _ reason: TransitionReason, in world: World
    ) {
        judgeTransition(of: instance, from: from, to: to, reason, in: world)
        watches[instance].state = to
        if to != .backup { watches[instance].hasLeftovers = false }
        if to == .master { watches[instance].wasMaster = true }
        watches[instance].since = world.now
        watches[instance].silence = nil
        guard to == .backup else { return }
        let draft = world.instances[instance].draft
        // A master that yields expects the interval of whoever made it yield.
        let interval = from == .master ? watches[instance].heard?.advertisement.interval : nil
        watches[instance].silence = ExpectedSilence(
            draft, priority: watches[instance].priority, interval: interval ?? draft.interval,
            at: world.localTime(instance))
    }
}
