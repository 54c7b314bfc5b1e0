/// `GET /v1/topology`: the services that follow a topology, with what their clusters carry.
package struct TopologyMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    /// The file, or how it came; null where the configuration has no topology.
    @ExplicitNull package var source: String?
    /// When the one in force was read; null before the first one.
    @ExplicitNull package var loadedAt: Timestamp?
    /// By name; those of the document, built or not.
    package var services: [TopologyServiceEntry]
    package var warnings: [TopologyWarningEntry]

    package init(
        asOf: Timestamp, source: String?, loadedAt: Timestamp?, services: [TopologyServiceEntry],
        warnings: [TopologyWarningEntry]
    ) {
        self.asOf = asOf
        self.source = source
        self.loadedAt = loadedAt
        self.services = services
        self.warnings = warnings
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case source
        case loadedAt = "loaded_at"
        case services, warnings
    }
}

/// One service of a topology.
package struct TopologyServiceEntry: Codable, Hashable, Sendable {
    package var name: String
    /// In the order of the mapping.
    package var virtualIPs: [String]
    package var clusters: [ClusterEntry]

    package init(name: String, virtualIPs: [String], clusters: [ClusterEntry]) {
        self.name = name
        self.virtualIPs = virtualIPs
        self.clusters = clusters
    }

    private enum CodingKeys: String, CodingKey {
        case name
        case virtualIPs = "virtual_ips"
        case clusters
    }
}

/// One cluster, with what the kernel says of its members together.
package struct ClusterEntry: Codable, Hashable, Sendable {
    package var id: String
    /// Members that are real servers of a virtual service.
    package var members: Int
    package var activeConnections: UInt64
    package var connectionsPerSecond: UInt64
    package var bytesIn: UInt64
    /// With NAT only, as only then answers pass the load balancer.
    package var bytesOut: UInt64

    package init(
        id: String, members: Int, activeConnections: UInt64 = 0, connectionsPerSecond: UInt64 = 0,
        bytesIn: UInt64 = 0, bytesOut: UInt64 = 0
    ) {
        self.id = id
        self.members = members
        self.activeConnections = activeConnections
        self.connectionsPerSecond = connectionsPerSecond
        self.bytesIn = bytesIn
        self.bytesOut = bytesOut
    }

    private enum CodingKeys: String, CodingKey {
        case id, members
        case activeConnections = "active_connections"
        case connectionsPerSecond = "connections_per_second"
        case bytesIn = "bytes_in"
        case bytesOut = "bytes_out"
    }
}

/// Something of a topology that is not built.
package struct TopologyWarningEntry: Codable, Hashable, Sendable {
    /// A word for scripts, such as `service_missing`.
    package var code: String
    package var message: String
    package var service: String

    package init(code: String, message: String, service: String) {
        self.code = code
        self.message = message
        self.service = service
    }
}

/// `PUT /v1/topology`: what the document changed.
package struct TopologyChangeMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    /// Whether the document is in force.
    package var applied: Bool
    package var changes: [ChangeEntry]
    package var warnings: [TopologyWarningEntry]
    /// What is wrong with the document, with its place.
    package var diagnostics: [DiagnosticEntry]
    /// There where the document is not good (422).
    package var error: ErrorEntry?

    package init(
        asOf: Timestamp, applied: Bool, changes: [ChangeEntry] = [], warnings: [TopologyWarningEntry] = [],
        diagnostics: [DiagnosticEntry] = [], error: ErrorEntry? = nil
    ) {
        self.asOf = asOf
        self.applied = applied
        self.changes = changes
        self.warnings = warnings
        self.diagnostics = diagnostics
        self.error = error
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case applied, changes, warnings, diagnostics, error
    }
}
