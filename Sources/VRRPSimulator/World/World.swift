import Addresses
import Deadlines
import VRRPEngine

/// The nodes, the links between them and what is under way, at one true time.
///
/// It carries out a plan step by step: the next thing that is due happens, and `happenings` says what came of it. What
/// decides is the engine that ships, behind the codec that ships; the world is its network, its kernel and its bad
/// luck.
struct World: Sendable {
    let plan: Plan
    private(set) var now = Instant.zero
    /// What happened in the last step.
    var happenings: [Happening] = []
    var nodes: [Node]
    var instances: [Instance]
    /// By segment, from and to.
    var links: [Link]
    var packets = PacketsInFlight()
    var agenda: Agenda
    /// By node: its sync groups with the instances that belong to each.
    var groups: [[(group: SyncGroup, members: [Int])]]
    /// When something last began or ended that is not the routers' own doing.
    var changedAt = Instant.zero
    /// When the last packet arrives that a bad link had in its hands.
    var lastStray = Instant.zero
    /// The longest advertisement interval that anybody has had so far.
    var longestInterval: Nanoseconds
    var actions: [Action] = []

    init(_ plan: Plan) {
        self.plan = plan
        nodes = (0..<plan.nodeCount).map { node in
            Node(
                clock: DriftingClock(
                    showing: Instant(nanoseconds: Int64(node + 1) * 1_000_000_000_000), at: .zero,
                    partsPerMillion: plan.drifts[node]),
                dice: Dice(seed: plan.seed, stream: UInt64(node + 1)))
        }
        instances = plan.routers.indices.map { index in
            Instance(
                plan.routers[index], node: index % plan.nodeCount, segment: index / plan.nodeCount,
                source: plan.sources[index], at: .zero)
        }
        links = (0..<plan.segmentCount * plan.nodeCount * plan.nodeCount).map {
            Link(delay: plan.delay, dice: Dice(seed: plan.seed, stream: UInt64(1_000 + $0)))
        }
        agenda = Agenda(instances: plan.routers.count)
        longestInterval = plan.routers.map(\.interval).max() ?? .zero
        groups = plan.boots.indices.map { _ in [] }
        for node in plan.boots.indices { agenda.set(.boot(node: node), to: .zero + plan.boots[node]) }
        for (number, fault) in plan.faults.enumerated() { agenda.set(.fault(number), to: .zero + fault.at) }
    }

    /// When the next thing happens; nil where the story is over.
    mutating func nextTime() -> Instant? {
        guard let next = agenda.earliest(), next <= .zero + plan.end else { return nil }
        return next
    }

    /// Lets the next thing happen.
    mutating func step() {
        happenings.removeAll(keepingCapacity: true)
        guard let next = agenda.earliest(), let occurrence = agenda.popFirst() else { return }
        now = max(now, next)
        switch occurrence {
        case .boot(let node): boot(node)
        case .fault(let number): begin(number)
        case .faultOver(let number): end(number)
        case .arrival(let number): deliver(number)
        case .wake(let instance): wake(instance)
        case .expiry(let instance): expire(instance)
        }
    }

    // MARK: Where things are

    func localTime(_ instance: Int) -> Instant { nodes[instances[instance].node].clock.local(at: now) }

    func instancesOf(_ node: Int) -> [Int] {
        (0..<plan.segmentCount).map { plan.instance($0, node) }
    }

    func link(_ segment: Int, _ from: Int, _ to: Int) -> Int {
        (segment * plan.nodeCount + from) * plan.nodeCount + to
    }

    /// The instance and the other members of its sync group on its node.
    func companions(_ instance: Int) -> [Int] {
        guard let group = instances[instance].draft.syncGroup else { return [instance] }
        return instancesOf(instances[instance].node).filter { instances[$0].draft.syncGroup == group }
    }

    /// Whether nothing from outside keeps the instance from taking part in the election.
    func takesPart(_ instance: Int) -> Bool {
        guard nodes[instances[instance].node].isRunning else { return false }
        guard instances[instance].draft.syncGroup != nil else { return instances[instance].isSound }
        return companions(instance).allSatisfy { instances[$0].isSound }
    }
}
