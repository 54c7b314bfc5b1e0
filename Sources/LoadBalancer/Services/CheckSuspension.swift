package import Addresses
package import NodeConfiguration

/// Which services' checks pause, because none of the service's addresses is on this host (`ha_suspend`).
package struct CheckSuspension: Sendable {
    /// By the name that checks know a service by.
    private var services: [String: Set<IPAddress>] = [:]
    /// Nil while it is not known; then no check pauses.
    private var present: Set<IPAddress>?

    package init() {}

    package mutating func configure(_ servers: [VirtualServer]) {
        services = [:]
        for server in servers where server.suspendsWithoutAddress {
            services[ServiceName(server).description] = Set(server.identity.addresses)
        }
        if services.isEmpty { present = nil }
    }

    package mutating func note(present addresses: Set<IPAddress>?) {
        present = addresses
    }

    /// What there is to be known of.
    package var addresses: Set<IPAddress> { services.values.reduce(into: []) { $0.formUnion($1) } }

    /// The services whose checks pause, by the names that checks know them by.
    package var suspended: Set<String> {
        guard let present else { return [] }
        return Set(services.filter { $0.value.isDisjoint(with: present) }.map(\.key))
    }
}
