public import Addresses

/// That advertisements go to listed routers instead of the multicast group (keepalived: `unicast_peer`).
public struct UnicastSettings: Hashable, Sendable {
    /// Who gets each advertisement, in the order of configuration.
    public let peers: [UnicastPeer]
    /// The TTL or hop limit of what is sent (`unicast_ttl`).
    public let ttl: UInt8
    /// Whether only the peers are believed (`check_unicast_src`); limits on a peer's TTL switch it on.
    public let checksSource: Bool

    public init(peers: [UnicastPeer], ttl: UInt8 = 255, checksSource: Bool = false) {
        self.peers = peers
        self.ttl = ttl
        self.checksSource = checksSource || peers.contains { $0.limitsTTL }
    }
}

/// One router that advertisements are sent to.
public struct UnicastPeer: Hashable, Sendable {
    /// Where it is, of the router's family.
    public let address: IPAddress
    /// The least TTL or hop limit that its advertisements may arrive with (`min_ttl`); nil for any.
    public let minimumTTL: UInt8?
    /// The greatest (`max_ttl`); nil for any.
    public let maximumTTL: UInt8?

    public init(address: IPAddress, minimumTTL: UInt8? = nil, maximumTTL: UInt8? = nil) {
        self.address = address
        self.minimumTTL = minimumTTL
        self.maximumTTL = maximumTTL
    }

    /// Whether an advertisement that arrives with this TTL may come from the peer.
    public func accepts(ttl: UInt8) -> Bool {
        ttl >= minimumTTL ?? .min && ttl <= maximumTTL ?? .max
    }

    var limitsTTL: Bool { minimumTTL != nil || maximumTTL != nil }
}
