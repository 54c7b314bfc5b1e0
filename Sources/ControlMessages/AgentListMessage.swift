/// `GET /v1/management-groups/{group}/agents`: the known agents, in order of their ids.
package struct AgentListMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    package var agents: [AgentEntry]
    /// Whether the node does not know all of them yet.
    package var isLearning: Bool

    package init(asOf: Timestamp, agents: [AgentEntry], isLearning: Bool = false) {
        self.asOf = asOf
        self.agents = agents
        self.isLearning = isLearning
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case agents
        case isLearning = "learning"
    }
}

/// `GET` and `PUT /v1/management-groups/{group}/agents/{id}`.
package typealias AgentMessage = Stamped<AgentEntry>

/// The list of management servers for one agent.
package struct AgentEntry: Codable, Hashable, Sendable {
    package var group: String
    package var agent: String
    @ExplicitNull package var zone: String?
    @ExplicitNull package var cluster: String?
    /// Whether the agent is configured or has registered itself.
    package var isKnown: Bool
    package var algorithm: String
    /// `address` where the port is the group's default, else `address:port`.
    package var servers: [String]
    /// The first of `servers`; null where the group has none.
    @ExplicitNull package var preferred: String?
    /// Seconds; 0 means no check for the preferred server.
    package var checkInterval: Double
    /// Servers that the agent must not go to now.
    package var avoid: [String]
    /// Whether what the agent holds is right; null where it did not say what it holds.
    @ExplicitNull package var isUpToDate: Bool?
    /// Sixteen hexadecimal digits, equal on nodes that would answer alike.
    package var version: String
    /// When the agent last registered; null where it did not.
    @ExplicitNull package var lastSeen: Timestamp?

    package init(
        group: String, agent: String, zone: String?, cluster: String?, isKnown: Bool, algorithm: String,
        servers: [String], preferred: String?, checkInterval: Double, avoid: [String], isUpToDate: Bool?,
        version: String, lastSeen: Timestamp? = nil
    ) {
        self.group = group
        self.agent = agent
        self.zone = zone
        self.cluster = cluster
        self.isKnown = isKnown
        self.algorithm = algorithm
        self.servers = servers
        self.preferred = preferred
        self.checkInterval = checkInterval
        self.avoid = avoid
        self.isUpToDate = isUpToDate
        self.version = version
        self.lastSeen = lastSeen
    }

    private enum CodingKeys: String, CodingKey {
        case group, agent, zone, cluster
        case isKnown = "known"
        case algorithm, servers, preferred
        case checkInterval = "check_interval"
        case avoid
        case isUpToDate = "up_to_date"
        case version
        case lastSeen = "last_seen"
    }
}
