package import Addresses

/// `unicast_peer` and what goes with it.
package struct UnicastLines: Hashable, Sendable {
    /// In the order of the file, each address once.
    package let peers: [UnicastPeerLine]
    /// `unicast_ttl`, the hop limit of what is sent; nil: 255 for IPv4, the kernel's for IPv6.
    package let ttl: UInt8?
    /// `check_unicast_src`: adverts of others than the peers are discarded.
    package let checksSource: Bool

    package init(peers: [UnicastPeerLine], ttl: UInt8? = nil, checksSource: Bool = false) {
        self.peers = peers
        self.ttl = ttl
        self.checksSource = checksSource
    }
}

/// A line of `unicast_peer`: `IP [min_ttl N] [max_ttl N]`.
package struct UnicastPeerLine: Hashable, Sendable {
    package let address: IPAddress
    package let minimumTTL: UInt8?
    package let maximumTTL: UInt8?

    package init(address: IPAddress, minimumTTL: UInt8? = nil, maximumTTL: UInt8? = nil) {
        self.address = address
        self.minimumTTL = minimumTTL
        self.maximumTTL = maximumTTL
    }
}
