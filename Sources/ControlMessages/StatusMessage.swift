/// `GET /v1/status`: what runs, from which configuration, and what is wrong right now.
package struct StatusMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    package var version: String
    package var startedAt: Timestamp
    /// Seconds since the daemon started.
    package var uptime: Double
    /// Grows by one with each configuration that is applied.
    package var generation: Int
    package var configuration: ConfigurationSource
    package var counts: ObjectCounts
    package var problems: [Problem]
    /// Whether there are no problems.
    package var healthy: Bool

    package init(
        asOf: Timestamp, version: String, startedAt: Timestamp, uptime: Double, generation: Int,
        configuration: ConfigurationSource, counts: ObjectCounts, problems: [Problem]
    ) {
        self.asOf = asOf
        self.version = version
        self.startedAt = startedAt
        self.uptime = uptime
        self.generation = generation
        self.configuration = configuration
        self.counts = counts
        self.problems = problems
        healthy = problems.isEmpty
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case version
        case startedAt = "started_at"
        case uptime, generation, configuration, counts, problems, healthy
    }
}

/// Where the running configuration came from.
package struct ConfigurationSource: Codable, Hashable, Sendable {
    package var file: String
    package var loadedAt: Timestamp
    /// 64 hexadecimal digits over the file's bytes.
    package var sha256: String

    package init(file: String, loadedAt: Timestamp, sha256: String) {
        self.file = file
        self.loadedAt = loadedAt
        self.sha256 = sha256
    }

    private enum CodingKeys: String, CodingKey {
        case file
        case loadedAt = "loaded_at"
        case sha256
    }
}

/// How much of everything the running configuration holds.
package struct ObjectCounts: Codable, Hashable, Sendable {
    package var vrrpInstances: Int
    package var virtualServices: Int
    package var realServers: Int
    package var checks: Int
    package var managementGroups: Int
    package var agents: Int

    package init(
        vrrpInstances: Int = 0, virtualServices: Int = 0, realServers: Int = 0, checks: Int = 0,
        managementGroups: Int = 0, agents: Int = 0
    ) {
        self.vrrpInstances = vrrpInstances
        self.virtualServices = virtualServices
        self.realServers = realServers
        self.checks = checks
        self.managementGroups = managementGroups
        self.agents = agents
    }

    private enum CodingKeys: String, CodingKey {
        case vrrpInstances = "vrrp_instances"
        case virtualServices = "virtual_services"
        case realServers = "real_servers"
        case checks
        case managementGroups = "management_groups"
        case agents
    }
}

/// Something that is wrong right now.
package struct Problem: Codable, Hashable, Sendable {
    /// A word for scripts, such as `vrrp_fault`.
    package var code: String
    /// A sentence for people, with what to do where that is known.
    package var message: String
    package var since: Timestamp
    /// The object or the place in a file, such as `vrrp_instance VI_1`.
    @ExplicitNull package var location: String?

    package init(code: String, message: String, since: Timestamp, location: String?) {
        self.code = code
        self.message = message
        self.since = since
        self.location = location
    }

    private enum CodingKeys: String, CodingKey {
        case code, message, since
        case location = "where"
    }
}
