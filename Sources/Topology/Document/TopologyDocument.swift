package import Addresses

/// A topology: services with their clusters and members, everything ordered by its name or number.
package struct TopologyDocument: Hashable, Sendable {
    package private(set) var services: [Service]

    package init(services: [Service] = []) {
        self.services = services.sorted { $0.name < $1.name }
    }

    /// What clients ask for.
    package struct Service: Hashable, Sendable {
        package let name: String
        /// What the service itself says about ports; nil where it says nothing. Members have their own.
        package let ports: [Port]?
        package let clusters: [Cluster]

        package init(name: String, ports: [Port]? = nil, clusters: [Cluster]) {
            self.name = name
            self.ports = ports
            self.clusters = clusters.sorted { $0.id < $1.id }
        }
    }

    /// Members that belong together.
    package struct Cluster: Hashable, Sendable {
        package let id: String
        package let application: String?
        /// Nil where the document says nothing about them.
        package let hostNames: [String]?
        package let members: [Member]

        package init(id: String, application: String? = nil, hostNames: [String]? = nil, members: [Member]) {
            self.id = id
            self.application = application
            self.hostNames = hostNames
            self.members = members.sorted { $0.id < $1.id }
        }
    }

    /// One that may answer for a service.
    package struct Member: Hashable, Sendable {
        package let id: String
        package let state: MemberState
        /// The address that it is to be reached at; nil where the document gives none of that kind.
        package let address: IPAddress?
        /// By proxy.
        package let ports: [Port]
        package let networkPartition: String?

        package init(
            id: String, state: MemberState, address: IPAddress?, ports: [Port], networkPartition: String? = nil
        ) {
            self.id = id
            self.state = state
            self.address = address
            self.ports = ports.sorted()
            self.networkPartition = networkPartition
        }
    }

    /// A port of a member, and the one that clients use for it.
    package struct Port: Hashable, Sendable, Comparable {
        package let transport: Transport
        /// On the member.
        package let port: UInt16
        /// On the virtual IP.
        package let proxy: UInt16

        package init(_ transport: Transport, port: UInt16, proxy: UInt16) {
            self.transport = transport
            self.port = port
            self.proxy = proxy
        }

        package static func < (left: Port, right: Port) -> Bool {
            (left.proxy, left.transport.rawValue, left.port) < (right.proxy, right.transport.rawValue, right.port)
        }
    }

    /// What carries a port's traffic.
    package enum Transport: String, Hashable, Sendable {
        case tcp
        case udp
        case sctp

        /// By the name of a protocol: those of applications (`http`, `https`, …) run over TCP.
        package init(protocolNamed name: String) {
            self = Transport(rawValue: name.lowercased()) ?? .tcp
        }
    }
}

/// How far a member is.
package enum MemberState: Hashable, Sendable {
    case created, initialized, starting, active, suspended, inMaintenance, readyToShutDown, terminated
    /// None that is known here.
    case other(String)

    private static let names: [String: MemberState] = [
        "Created": .created, "Initialized": .initialized, "Starting": .starting, "Active": .active,
        "Suspended": .suspended, "In_Maintenance": .inMaintenance, "ReadyToShutDown": .readyToShutDown,
        "Terminated": .terminated,
    ]

    package init(_ name: String) {
        self = Self.names[name] ?? .other(name)
    }
}
