/// `GET /v1/services`: every virtual service with its real servers.
package struct ServiceListMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    /// Those of the configuration, in its order.
    package var services: [ServiceEntry]
    /// Those that the kernel holds and no file of ours has: left alone, or adopted by an operator.
    package var foreign: [ServiceEntry]

    package init(asOf: Timestamp, services: [ServiceEntry], foreign: [ServiceEntry] = []) {
        self.asOf = asOf
        self.services = services
        self.foreign = foreign
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case services, foreign
    }
}

/// Whose a virtual service is.
package enum ServiceOwner: String, Codable, Sendable {
    /// It is in the configuration.
    case configuration
    /// It is in no file, and an operator has told us to keep it.
    case adopted
    /// It is somebody else's.
    case foreign
}

/// `POST /v1/services/adopt` and `/v1/services/purge`: which services are meant.
package struct ServiceChoice: Codable, Hashable, Sendable {
    /// `[tcp/|udp/|sctp/]ADDRESS:PORT` or `fwmark/N[/ipv6]`.
    package var services: [String]
    /// All that are in no file of ours.
    package var all: Bool

    package init(services: [String] = [], all: Bool = false) {
        self.services = services
        self.all = all
    }

    package init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        services = try container.decodeIfPresent([String].self, forKey: .services) ?? []
        all = try container.decodeIfPresent(Bool.self, forKey: .all) ?? false
    }
}

/// What became of the services that were meant.
package struct ServiceChoiceMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    /// The services that were adopted or are gone: `TCP 192.0.2.1:80`.
    package var services: [String]

    package init(asOf: Timestamp, services: [String]) {
        self.asOf = asOf
        self.services = services
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case services
    }
}

/// `GET /v1/services/{protocol}/{address}:{port}` and `/v1/services/fwmark/{n}`.
package typealias ServiceMessage = Stamped<ServiceEntry>

/// A transport protocol.
package enum ProtocolText: String, Codable, Sendable, CaseIterable {
    case tcp, udp, sctp
}

/// One virtual service: a protocol, an address and a port, or a firewall mark and a family.
package struct ServiceEntry: Codable, Hashable, Sendable {
    /// Null for a firewall mark.
    @ExplicitNull package var transportProtocol: ProtocolText?
    /// Null for a firewall mark.
    @ExplicitNull package var address: String?
    /// Null for a firewall mark.
    @ExplicitNull package var port: Int?
    /// Null for an address.
    @ExplicitNull package var firewallMark: UInt32?
    package var family: FamilyText
    /// The kernel's name: `rr`, `wlc`, ….
    package var scheduler: String
    package var flags: [String]
    @ExplicitNull package var persistence: PersistenceEntry?
    package var quorum: QuorumEntry
    package var owner: ServiceOwner
    /// Whether the kernel's table holds the service as it is wanted.
    package var isInKernel: Bool
    package var realServers: [RealServerEntry]
    /// Totals since the service was added to the kernel.
    package var stats: TrafficEntry
    /// What the kernel measured per second; left out where it did not.
    package var rates: TrafficEntry?
    /// The topology's name of it; left out for a service of the file.
    package var topologyService: String?

    package init(
        transportProtocol: ProtocolText?, address: String?, port: Int?, firewallMark: UInt32?, family: FamilyText,
        scheduler: String, flags: [String], persistence: PersistenceEntry?, quorum: QuorumEntry,
        owner: ServiceOwner = .configuration, isInKernel: Bool, realServers: [RealServerEntry], stats: TrafficEntry,
        rates: TrafficEntry? = nil
    ) {
        self.transportProtocol = transportProtocol
        self.address = address
        self.port = port
        self.firewallMark = firewallMark
        self.family = family
        self.scheduler = scheduler
        self.flags = flags
        self.persistence = persistence
        self.quorum = quorum
        self.owner = owner
        self.isInKernel = isInKernel
        self.realServers = realServers
        self.stats = stats
        self.rates = rates
    }

    private enum CodingKeys: String, CodingKey {
        case transportProtocol = "protocol"
        case address, port
        case firewallMark = "fwmark"
        case family, scheduler, flags, persistence, quorum, owner
        case isInKernel = "in_kernel"
        case realServers = "real_servers"
        case stats, rates
        case topologyService = "topology_service"
    }
}

/// How long, and for how large a network, a client keeps its real server.
package struct PersistenceEntry: Codable, Hashable, Sendable {
    /// Seconds.
    package var timeout: Double
    package var prefixLength: Int

    package init(timeout: Double, prefixLength: Int) {
        self.timeout = timeout
        self.prefixLength = prefixLength
    }

    private enum CodingKeys: String, CodingKey {
        case timeout
        case prefixLength = "prefix_length"
    }
}

/// The weight that must be up, the weight that is up, and the verdict.
package struct QuorumEntry: Codable, Hashable, Sendable {
    package var needed: Int
    package var have: Int
    package var isUp: Bool

    package init(needed: Int, have: Int, isUp: Bool) {
        self.needed = needed
        self.have = have
        self.isUp = isUp
    }

    private enum CodingKeys: String, CodingKey {
        case needed, have
        case isUp = "up"
    }
}

/// Connections, packets and bytes: totals, or per second.
package struct TrafficEntry: Codable, Hashable, Sendable {
    package var connections: UInt64
    package var incomingPackets: UInt64
    package var outgoingPackets: UInt64
    package var incomingBytes: UInt64
    package var outgoingBytes: UInt64

    package init(
        connections: UInt64 = 0, incomingPackets: UInt64 = 0, outgoingPackets: UInt64 = 0, incomingBytes: UInt64 = 0,
        outgoingBytes: UInt64 = 0
    ) {
        self.connections = connections
        self.incomingPackets = incomingPackets
        self.outgoingPackets = outgoingPackets
        self.incomingBytes = incomingBytes
        self.outgoingBytes = outgoingBytes
    }

    private enum CodingKeys: String, CodingKey {
        case connections
        case incomingPackets = "incoming_packets"
        case outgoingPackets = "outgoing_packets"
        case incomingBytes = "incoming_bytes"
        case outgoingBytes = "outgoing_bytes"
    }
}
