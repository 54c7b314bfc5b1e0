package import Addresses

/// The addresses that names of management servers resolve to, as far as they are known.
package struct NameBook: Hashable, Sendable {
    private var known: [String: [IPAddress]] = [:]

    package init() {}

    /// Notes what a name resolves to now. An empty answer leaves the last one: a resolver that is down says nothing
    /// about where a server is.
    package mutating func note(_ name: String, _ addresses: [IPAddress]) {
        if !addresses.isEmpty { known[name] = addresses.map(\.unmapped) }
    }

    package func addresses(of server: ServerName) -> [IPAddress] {
        server.address.map { [$0.unmapped] } ?? known[server.host] ?? []
    }

    /// Whether a connection to `peer` is one to this server.
    package func leads(_ peer: Endpoint, to server: ServerName, usualPort: UInt16) -> Bool {
        peer.port == server.port ?? usualPort && addresses(of: server).contains(peer.address.unmapped)
    }

    /// Whether two entries mean the same server: by their text, or by any address that either resolves to.
    package func areSame(_ one: ServerName, _ other: ServerName, usualPort: UInt16) -> Bool {
        guard one.port ?? usualPort == other.port ?? usualPort else { return false }
        return one.host == other.host || !Set(addresses(of: one)).isDisjoint(with: addresses(of: other))
    }
}

extension IPAddress {
    /// The IPv4 address that an IPv6 socket shows as `::ffff:a.b.c.d` (RFC 4291, section 2.5.5.2), else the address.
    var unmapped: IPAddress {
        guard case .v6(let address) = self, address.high == 0, address.low >> 32 == 0xFFFF else { return self }
        return .v4(IPv4Address(UInt32(truncatingIfNeeded: address.low)))
    }
}
