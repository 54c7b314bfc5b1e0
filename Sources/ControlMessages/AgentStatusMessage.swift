/// What `swiftlvs-agent` says of itself on its status socket.
package struct AgentStatusMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    package var version: String
    package var startedAt: Timestamp
    package var group: String
    package var agent: String
    package var zone: String
    @ExplicitNull package var cluster: String?
    /// The list that counts now; null before any load balancer has ever answered.
    @ExplicitNull package var list: AgentListStatus?
    /// Where the agent's connections lead, as `ADDRESS:PORT`.
    package var connected: [String]
    /// `unknown`, `unlinked`, `preferred`, `elsewhere`, `stranger` or `avoided`.
    package var standing: String
    /// Since when the agent has been elsewhere than it should; null while it is where it should be.
    @ExplicitNull package var misplacedSince: Timestamp?
    /// When its place is looked at next; null where nothing is planned.
    @ExplicitNull package var nextCheckAt: Timestamp?
    @ExplicitNull package var lastReconnectAt: Timestamp?
    package var file: AgentFileStatus
    package var loadBalancers: [AgentLoadBalancerStatus]
    /// What is wrong right now, each as a sentence.
    package var problems: [String]
    /// What is worth knowing and as somebody wants it, each as a sentence.
    package var notes: [String]

    package init(
        asOf: Timestamp, version: String, startedAt: Timestamp, group: String, agent: String, zone: String,
        cluster: String?, list: AgentListStatus?, connected: [String], standing: String, misplacedSince: Timestamp?,
        nextCheckAt: Timestamp?, lastReconnectAt: Timestamp?, file: AgentFileStatus,
        loadBalancers: [AgentLoadBalancerStatus], problems: [String], notes: [String]
    ) {
        self.asOf = asOf
        self.version = version
        self.startedAt = startedAt
        self.group = group
        self.agent = agent
        self.zone = zone
        self.cluster = cluster
        self.list = list
        self.connected = connected
        self.standing = standing
        self.misplacedSince = misplacedSince
        self.nextCheckAt = nextCheckAt
        self.lastReconnectAt = lastReconnectAt
        self.file = file
        self.loadBalancers = loadBalancers
        self.problems = problems
        self.notes = notes
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case version
        case startedAt = "started_at"
        case group, agent, zone, cluster, list, connected, standing
        case misplacedSince = "misplaced_since"
        case nextCheckAt = "next_check_at"
        case lastReconnectAt = "last_reconnect_at"
        case file
        case loadBalancers = "load_balancers"
        case problems, notes
    }
}

/// The list that an agent was given.
package struct AgentListStatus: Codable, Hashable, Sendable {
    package var servers: [String]
    package var preferred: String
    package var avoid: [String]
    package var algorithm: String
    /// Seconds between checks as they are made, the administrator's where there is one; 0 means none.
    package var checkInterval: Int
    package var version: String
    /// Whether a load balancer that says so can be reached now; else it is what was said last.
    package var isCurrent: Bool

    package init(
        servers: [String], preferred: String, avoid: [String], algorithm: String, checkInterval: Int, version: String,
        isCurrent: Bool
    ) {
        self.servers = servers
        self.preferred = preferred
        self.avoid = avoid
        self.algorithm = algorithm
        self.checkInterval = checkInterval
        self.version = version
        self.isCurrent = isCurrent
    }

    private enum CodingKeys: String, CodingKey {
        case servers, preferred, avoid, algorithm
        case checkInterval = "check_interval"
        case version
        case isCurrent = "current"
    }
}

/// The agent's properties file.
package struct AgentFileStatus: Codable, Hashable, Sendable {
    package var path: String
    /// The value of `host` there; null where the file cannot be read, or has none.
    @ExplicitNull package var host: String?
    /// Whether the file is left to another writer.
    package var isYielded: Bool

    package init(path: String, host: String?, isYielded: Bool) {
        self.path = path
        self.host = host
        self.isYielded = isYielded
    }

    private enum CodingKeys: String, CodingKey {
        case path, host
        case isYielded = "yielded"
    }
}

/// One load balancer, as an agent sees it.
package struct AgentLoadBalancerStatus: Codable, Hashable, Sendable {
    package var url: String
    /// `connecting`, `watching`, `polling` or `unreachable`.
    package var state: String
    @ExplicitNull package var lastAnswerAt: Timestamp?
    /// The version of the list that it gave last.
    @ExplicitNull package var version: String?
    @ExplicitNull package var isUpToDate: Bool?
    /// Why it gave no answer, or has no stream.
    @ExplicitNull package var error: String?

    package init(
        url: String, state: String, lastAnswerAt: Timestamp?, version: String?, isUpToDate: Bool?, error: String?
    ) {
        self.url = url
        self.state = state
        self.lastAnswerAt = lastAnswerAt
        self.version = version
        self.isUpToDate = isUpToDate
        self.error = error
    }

    private enum CodingKeys: String, CodingKey {
        case url, state
        case lastAnswerAt = "last_answer_at"
        case version
        case isUpToDate = "up_to_date"
        case error
    }
}
