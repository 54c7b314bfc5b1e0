package import Addresses
package import NodeConfiguration

/// Which services' checks pause, because none of the service's addresses is on this host (`ha_suspend`).
package struct CheckSuspension: Sendable {
    /// By the name that checks know a service by.
    private var services: [String: Set<IPAddress>] = [:]
    /// Of which addresses it is known whether they are here. A service with another one, which a reload brought, does not
    /// pause yet.
    private var known: Set<IPAddress> = []
    /// Those of them that are.
    private var present: Set<IPAddress> = []

    package init() {}

    package mutating func configure(_ servers: [VirtualServer]) {
        services = [:]
        for server in servers where server.suspendsWithoutAddress {
            services[ServiceName(server).description] = Set(server.identity.addresses)
        }
        if services.isEmpty { forget() }
    }

    /// Takes note which addresses are here.
    ///
    /// - Parameter asked: those that were asked for.
    package mutating func note(present addresses: Set<IPAddress>, of asked: Set<IPAddress>) {
        (present, known) = (addresses, asked)
    }

    /// Nothing is known of any address any more.
    package mutating func forget() {
        (present, known) = ([], [])
    }

    /// What there is to be known of.
    package var addresses: Set<IPAddress> { services.values.reduce(into: []) { $0.formUnion($1) } }

    /// The services whose checks pause, by the names that checks know them by.
    package var suspended: Set<String> {
        Set(services.filter { $0.value.isSubset(of: known) && $0.value.isDisjoint(with: present) }.map(\.key))
    }
}
