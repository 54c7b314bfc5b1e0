import VRRPEngine

/// Who hears whom on one segment, as far as that is certain.
struct Topology: Sendable {
    enum Shape: Sendable {
        /// The routers that take part fall into groups in which everybody hears everybody, and nobody anybody else.
        case groups([[Int]])
        /// It is certain who hears whom, but not everybody who is heard hears.
        case oneWay([Int])
        /// Some link may or may not let a packet through.
        case uncertain
    }

    private enum Hearing {
        case yes
        case no
        case maybe
    }

    let shape: Shape

    init(_ world: World, segment: Int) {
        let members = (0..<world.plan.nodeCount).map { world.plan.instance(segment, $0) }.filter(world.takesPart)
        // Who is refused addresses goes on as master, but cannot become one.
        guard members.allSatisfy({ world.instances[$0].refusals.isEmpty }) else {
            shape = .uncertain
            return
        }
        var hears: [[Bool]] = []
        for listener in members {
            var row: [Bool] = []
            for speaker in members {
                let hearing = Self.hearing(of: listener, from: speaker, in: world)
                guard hearing != .maybe else {
                    shape = .uncertain
                    return
                }
                row.append(hearing == .yes)
            }
            hears.append(row)
        }
        shape = Self.groups(members, hears).map(Shape.groups) ?? .oneWay(members)
    }

    static let uncertain = Topology(shape: .uncertain)

    private init(shape: Shape) { self.shape = shape }

    /// Whether the same nodes form the same groups on all segments: only then a sync group is sure to settle.
    static func areAlike(_ topologies: [Topology], nodeCount: Int) -> Bool {
        let nodes = topologies.map { topology -> [[Int]]? in
            guard case .groups(let groups) = topology.shape else { return nil }
            return groups.map { $0.map { $0 % nodeCount } }
        }
        return nodes.allSatisfy { $0 != nil && $0 == nodes[0] }
    }

    /// Whether both hear each other without fail.
    static func hearEachOther(_ left: Int, _ right: Int, in world: World) -> Bool {
        hearing(of: left, from: right, in: world) == .yes && hearing(of: right, from: left, in: world) == .yes
    }

    private static func hearing(of listener: Int, from speaker: Int, in world: World) -> Hearing {
        guard listener != speaker else { return .yes }
        guard accepts(world.instances[listener].draft, from: world.instances[speaker].draft) else { return .no }
        let to = world.instances[listener]
        let link = world.links[world.link(to.segment, world.instances[speaker].node, to.node)]
        if link.isCut { return .no }
        return link.isDisturbed ? .maybe : .yes
    }

    /// Whether a router with these settings believes advertisements of one with those (RFC 9568 §7.1, RFC 3768 §7.1).
    private static func accepts(_ listener: RouterDraft, from speaker: RouterDraft) -> Bool {
        guard listener.version == speaker.version, listener.family == speaker.family,
            (listener.peers == nil) == (speaker.peers == nil)
        else { return false }
        guard listener.version == .v2 else { return true }
        return listener.interval == speaker.interval && listener.password == speaker.password
            && (listener.addressCount == speaker.addressCount || speaker.isOwner)
    }

    /// The members in groups whose rows are all the same, nil where that is not so.
    private static func groups(_ members: [Int], _ hears: [[Bool]]) -> [[Int]]? {
        var groups: [[Int]] = []
        for place in members.indices {
            for other in members.indices where hears[place][other] {
                guard hears[other] == hears[place] else { return nil }
            }
            let group = members.indices.filter { hears[place][$0] }.map { members[$0] }
            if group.first == members[place] { groups.append(group) }
        }
        return groups
    }
}
