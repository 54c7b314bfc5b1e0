import Addresses
import Deadlines
import VRRPEngine

/// Two nodes with a sync group each, whose members meet on one link each: member 0 on the first link, and so on.
struct GroupedNodes {
    private struct Node {
        var group: SyncGroup
        var routers: [VirtualRouter]
        var holds: [Bool]
        let address: IPAddress
    }

    private var nodes: [Node]
    private(set) var now = Samples.start
    /// Links that carry nothing.
    var cut: Set<Int> = []
    /// The group's transitions by node.
    private(set) var story: [[VRRPState]]

    /// - Parameter settings: by node, then by member.
    init(_ settings: [[RouterSettings]]) {
        nodes = zip(settings, [Samples.smaller, Samples.ours]).map { settings, address in
            Node(
                group: SyncGroup(name: "G", members: settings.count),
                routers: settings.map { VirtualRouter($0, at: Samples.start) },
                holds: settings.map { _ in false }, address: address)
        }
        story = settings.map { _ in [] }
        for node in nodes.indices {
            for member in nodes[node].routers.indices {
                tell(node, member, .sourceAddressChanged(nodes[node].address))
            }
        }
    }

    var elapsed: Nanoseconds { now - Samples.start }
    func states(_ node: Int) -> [VRRPState] { nodes[node].routers.map(\.state) }
    func group(_ node: Int) -> VRRPState { nodes[node].group.state }
    func holds(_ node: Int) -> [Bool] { nodes[node].holds }
    func reason(_ node: Int, _ member: Int) -> String { nodes[node].routers[member].faultReason }

    mutating func tellAll(_ node: Int, _ event: Event) {
        for member in nodes[node].routers.indices { tell(node, member, event) }
    }

    mutating func run(for interval: Nanoseconds) {
        let end = now + interval
        while let (node, member, deadline) = nextDeadline(), deadline <= end {
            now = max(now, deadline)
            tell(node, member, .deadlineReached)
        }
        now = end
    }

    private func nextDeadline() -> (Int, Int, Instant)? {
        var next: (Int, Int, Instant)?
        for node in nodes.indices {
            for member in nodes[node].routers.indices {
                guard let deadline = nodes[node].routers[member].deadline else { continue }
                if next.map({ deadline < $0.2 }) ?? true { next = (node, member, deadline) }
            }
        }
        return next
    }

    mutating func tell(_ node: Int, _ member: Int, _ event: Event) {
        var actions: [Action] = []
        nodes[node].routers[member].handle(event, at: now, into: &actions)
        for action in actions { perform(action, node, member) }
        var orders: [SyncGroup.Order] = []
        nodes[node].group.note(nodes[node].routers[member], member: member, into: &orders)
        for order in orders {
            switch order {
            case .tell(let member, let event): tell(node, member, event)
            case .transition(_, let state): story[node].append(state)
            }
        }
    }

    private mutating func perform(_ action: Action, _ node: Int, _ member: Int) {
        switch action {
        case .sendAdvertisement(let priority):
            guard !cut.contains(member) else { return }
            let advertisement = Advertisement(
                priority: priority, interval: nodes[node].routers[member].settings.advertisementInterval)
            for other in nodes.indices where other != node {
                tell(other, member, .advertisement(advertisement, from: nodes[node].address))
            }
        case .addAddresses: nodes[node].holds[member] = true
        case .removeAddresses: nodes[node].holds[member] = false
        default: break
        }
    }
}
