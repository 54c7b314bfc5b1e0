/// How a group orders its servers for an agent: the configuration's `algorithm`.
package enum OrderingAlgorithm: String, Hashable, Sendable, CaseIterable {
    case `static`
    case roundrobin
    case shuffle
    case weighted
    case rendezvous

    /// Whether the list of one agent depends on which others are known.
    package var dependsOnPositions: Bool {
        switch self {
        case .roundrobin, .weighted: true
        case .static, .shuffle, .rendezvous: false
        }
    }

    /// Whether any order of the right servers is as good as the one that an agent would be given.
    var acceptsAnyOrder: Bool { self == .shuffle }

    /// The order behind the name.
    func order(of servers: [ManagementServer], in group: String) -> any ServerOrder {
        switch self {
        case .static: Static(count: servers.count)
        case .roundrobin: RoundRobin(count: servers.count)
        case .shuffle: Shuffle(group: group, servers: servers.map(\.address))
        case .weighted: Weighted(weights: servers.map(\.weight))
        case .rendezvous: Rendezvous(group: group, servers: servers.map(\.address))
        }
    }
}
