import Addresses
import Deadlines
import VRRPEngine

/// Makes a plan out of a seed.
///
/// Each seed takes some kinds of trouble and leaves out others, so that rare pairs meet often enough.
struct PlanGenerator {
    private var dice: Dice
    private var plan: Plan
    private let base: Nanoseconds
    private let kinds: [Trouble]

    /// The kinds of trouble that a seed chooses from.
    enum Trouble: CaseIterable {
        case kill, powerCut, stop, keptRestart, stall, carrierLoss, cut, partition, loss, confusion, reload, priority
        case addressChange, drift, deletion, refusal, weight, trackedFault, release

        /// Those that leave a node with the same rank on all segments.
        static let forGroups: [Trouble] = [
            .kill, .powerCut, .stop, .keptRestart, .stall, .carrierLoss, .cut, .partition, .loss, .confusion, .drift,
            .deletion, .refusal, .trackedFault, .release,
        ]
    }

    static func plan(seed: UInt64) -> Plan {
        var generator = PlanGenerator(seed: seed)
        generator.addFaults()
        return generator.plan
    }

    private init(seed: UInt64) {
        dice = Dice(seed: seed, stream: 0)
        let style = RouterStyle(&dice)
        let nodes = dice.pick([2, 2, 2, 3, 3, 3, 3, 4, 4, 5])
        let segments = style.syncGroup == nil ? 1 : 2
        var routers: [RouterDraft] = []
        for _ in 0..<nodes { routers.append(style.router(&dice)) }
        // In a sync group a node has the same rank everywhere.
        for _ in 1..<max(segments, 1) { routers += routers.prefix(nodes) }
        if style.isUnicast { Self.introduce(&routers, nodes: nodes) }
        base = routers.map(\.interval).min() ?? .seconds(1)
        plan = Plan(routers, segmentCount: segments, seed: seed, end: .zero)
        plan.delay = .microseconds(20)...max(.microseconds(30), base / dice.pick([4, 8, 50, 1_000]))
        plan.wakeLatency = dice.pick([.zero, .microseconds(50), min(base / 10, .milliseconds(5))])
        for node in 0..<nodes {
            if dice.chance(500) { plan.boots[node] = dice.within(.zero...(base * 8)) }
            if dice.chance(500) { plan.drifts[node] = Int64(dice.within(-500...500)) }
        }
        let count = dice.within(1...5)
        var kinds: [Trouble] = []
        var choice = segments == 1 ? Trouble.allCases : Trouble.forGroups
        // Unicast peers are known by their addresses.
        if style.isUnicast { choice.removeAll { $0 == .addressChange } }
        for _ in 0..<count { kinds.append(dice.pick(choice)) }
        self.kinds = kinds
    }

    /// Makes each router send to all others on its segment.
    private static func introduce(_ routers: inout [RouterDraft], nodes: Int) {
        for index in routers.indices {
            let family = routers[index].family
            routers[index].peers = (0..<nodes).filter { $0 != index % nodes }.map {
                Segment.address(index / nodes, number: $0 + 1, family: family)
            }
        }
    }

    // MARK: When

    private mutating func addFaults() {
        var now = base * 4
        for _ in 0..<dice.within(2...10) {
            now = now + gap()
            add(at: now)
        }
        let last = plan.faults.map { $0.at + ($0.fault.length ?? .zero) }.max() ?? .zero
        plan.end = max(now, last) + quiet + base * 5
    }

    /// Long enough for everything to settle, and to be watched afterwards.
    private var quiet: Nanoseconds {
        let members = plan.routers.map { (draft: $0, priority: $0.priority) }
        let longest = plan.routers.map(\.interval).max() ?? base
        return Allowance(plan).settling(members, interval: longest, everybodyHearsEverybody: true)
    }

    private mutating func gap() -> Nanoseconds {
        switch dice.below(10) {
        case 0, 1: dice.within(.zero...(base / 10))
        case 2, 3, 4: dice.within(.zero...base)
        case 5, 6, 7: dice.within(base...(base * 5))
        case 8: dice.within((base * 5)...(base * 20))
        default: quiet + dice.within(.zero...(base * 3))
        }
    }

    private mutating func length() -> Nanoseconds {
        switch dice.below(8) {
        case 0, 1: dice.within(.zero...base)
        case 2, 3, 4: dice.within(base...(base * 5))
        case 5, 6: dice.within((base * 4)...(base * 20))
        default: min(.seconds(15), base * 200)
        }
    }

    // MARK: What

    private mutating func add(at now: Nanoseconds) {
        let node = dice.below(plan.nodeCount)
        let segment = dice.below(plan.segmentCount)
        let instance = plan.instance(segment, node)
        let fault: Fault
        switch dice.pick(kinds) {
        case .kill: fault = .kill(node: node, down: length())
        case .powerCut: fault = .powerCut(node: node, down: length())
        case .stop: fault = .stop(node: node, down: length())
        case .keptRestart: fault = .keptRestart(node: node, down: dice.within(.zero...(base * 4)))
        case .stall: fault = .stall(node: node, length: length())
        case .carrierLoss: fault = .carrierLoss(instance: instance, length: length())
        case .cut: fault = .cut(segment: segment, from: node, to: another(node), length: length())
        case .partition:
            let side = dice.within(1...(1 << plan.nodeCount) - 2)
            fault = .partition(segment: segment, side: side, length: length())
        case .loss: fault = disturbance(segment, node, Disturbance(lost: dice.pick([10, 100, 300, 900])))
        case .confusion: fault = disturbance(segment, node, confusion())
        case .reload: fault = .reload(instance: instance, reloaded(plan.routers[instance]))
        case .priority:
            var draft = plan.routers[instance]
            draft.priority = RouterStyle.priority(&dice)
            fault = .reload(instance: instance, draft)
        case .addressChange: fault = addressChange(instance, segment)
        case .drift: fault = .drift(node: node, partsPerMillion: Int64(dice.within(-500...500)))
        case .deletion: fault = .deletion(instance: instance)
        case .refusal: fault = .refusal(instance: instance, length: length())
        case .weight: fault = .weight(instance: instance, weight: dice.within(-120...120), length: length())
        case .trackedFault: fault = .trackedFault(instance: instance, length: length())
        case .release: fault = .release(instance: instance, length: length())
        }
        plan.faults.append(TimedFault(at: now, fault))
    }

    private mutating func another(_ node: Int) -> Int {
        (node + 1 + dice.below(plan.nodeCount - 1)) % plan.nodeCount
    }

    private mutating func disturbance(_ segment: Int, _ node: Int, _ disturbance: Disturbance) -> Fault {
        .disturbance(segment: segment, from: node, to: another(node), disturbance, length: length())
    }

    private mutating func confusion() -> Disturbance {
        Disturbance(
            doubled: dice.pick([0, 300, 1_000]), corrupted: dice.pick([0, 0, 100, 500]),
            delay: dice.pick([.zero, base / 2, base * 2, base * 6]))
    }

    /// The same router with one thing about it changed.
    private mutating func reloaded(_ draft: RouterDraft) -> RouterDraft {
        var draft = draft
        switch dice.below(6) {
        case 0: draft.priority = RouterStyle.priority(&dice)
        case 1: draft.preempt.toggle()
        case 2: draft.interval = draft.version == .v2 ? .seconds(Int64(dice.within(1...3))) : draft.interval * 2
        case 3: draft.addressCount = dice.within(1...4)
        case 4: draft.preemptDelay = draft.preemptDelay == .zero ? base * Int64(dice.within(1...6)) : .zero
        default:
            guard draft.family == .ipv4 else { break }
            draft.version = draft.version == .v2 ? .v3 : .v2
            if draft.version == .v2 { draft.interval = .seconds(1) }
        }
        return draft
    }

    /// No two routers of a segment send from the same address.
    private mutating func addressChange(_ instance: Int, _ segment: Int) -> Fault {
        let number = dice.within(2...8) * 10 + instance % plan.nodeCount + 1
        return .addressChange(
            instance: instance, Segment.address(segment, number: number, family: plan.routers[instance].family))
    }
}

extension Plan {
    /// The plan that a seed stands for.
    package init(seed: UInt64) {
        self = PlanGenerator.plan(seed: seed)
    }
}
