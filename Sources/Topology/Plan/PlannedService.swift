package import Addresses

/// A virtual service that a topology asks for.
package struct PlannedService: Hashable, Sendable {
    /// What the kernel knows it by.
    package struct Key: Hashable, Sendable, Comparable, CustomStringConvertible {
        package let transport: TopologyDocument.Transport
        package let virtual: Endpoint

        package init(_ transport: TopologyDocument.Transport, _ virtual: Endpoint) {
            self.transport = transport
            self.virtual = virtual
        }

        package var description: String { "\(transport.rawValue)/\(virtual)" }

        package static func < (left: Key, right: Key) -> Bool {
            left.virtual != right.virtual
                ? left.virtual < right.virtual : left.transport.rawValue < right.transport.rawValue
        }
    }

    /// An active member behind it.
    package struct Server: Hashable, Sendable {
        package let endpoint: Endpoint
        package let cluster: String
        package let member: String
    }

    package let key: Key
    /// The topology's name of it.
    package let service: String
    /// By cluster, then by member; at least one, each endpoint once.
    package internal(set) var servers: [Server]
}
