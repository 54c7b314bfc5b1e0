/// How a group orders its servers for an agent: the configuration's `algorithm`.
package enum OrderingAlgorithm: String, Hashable, Sendable, CaseIterable {
    case `static`
    case roundrobin
    case shuffle

    /// The order behind the name.
    var order: any ServerOrder {
        switch self {
        case .static: Static()
        case .roundrobin: RoundRobin()
        case .shuffle: Shuffle()
        }
    }
}
