package import Deadlines

/// `management_server_group`: servers that agents connect to, and how each agent's list is ordered.
package struct ManagementServerGroup: Hashable, Sendable {
    package let name: String
    /// The names that `algorithm` takes.
    package static let algorithms = ["static", "roundrobin", "shuffle", "weighted", "rendezvous"]

    /// One of `algorithms`.
    package let algorithm: String
    /// How often an agent looks whether its preferred server is back; zero: never.
    package let checkInterval: Nanoseconds
    package let defaultPort: UInt16
    /// In the order that `static` hands out; at least one.
    package let servers: [ManagementServer]
    /// The agents known beforehand.
    package let agents: [KnownAgent]
    package let clusters: [AgentCluster]
    /// How long an agent that does not register any more stays known; zero: for ever.
    package let agentExpiry: Nanoseconds
    /// How often agents register again; zero: nobody waits for them after a start.
    package let agentHeartbeat: Nanoseconds
    /// How many agents are sent to another server in a second; 0: all at once.
    package let maxMovesPerSecond: Int
    /// The most agents that are known; further ones are refused.
    package let maxAgents: Int
    /// How many unknown agents one client may register in a second; 0: any number.
    package let maxNewAgentsPerSecond: Int
    /// Nodes that know the group's agents, too.
    package let peers: [GroupPeer]
    /// Where the block stands.
    package let position: SourcePosition

    package init(
        name: String, algorithm: String, checkInterval: Nanoseconds, defaultPort: UInt16,
        servers: [ManagementServer], agents: [KnownAgent], clusters: [AgentCluster], agentExpiry: Nanoseconds,
        agentHeartbeat: Nanoseconds, maxMovesPerSecond: Int, maxAgents: Int, maxNewAgentsPerSecond: Int,
        peers: [GroupPeer], position: SourcePosition
    ) {
        self.name = name
        self.algorithm = algorithm
        self.checkInterval = checkInterval
        self.defaultPort = defaultPort
        self.servers = servers
        self.agents = agents
        self.clusters = clusters
        self.agentExpiry = agentExpiry
        self.agentHeartbeat = agentHeartbeat
        self.maxMovesPerSecond = maxMovesPerSecond
        self.maxAgents = maxAgents
        self.maxNewAgentsPerSecond = maxNewAgentsPerSecond
        self.peers = peers
        self.position = position
    }
}

/// `server` of a management-server group.
package struct ManagementServer: Hashable, Sendable {
    /// An address or a host name.
    package let host: String
    package let port: UInt16
    /// 0 to 65535, 1 by default.
    package let weight: Int
    /// `drain`: agents are asked to leave.
    package let draining: Bool
    /// In the order of the file; none of its values are inherited from the group.
    package let checks: [Check]

    package init(host: String, port: UInt16, weight: Int, draining: Bool, checks: [Check] = []) {
        self.host = host
        self.port = port
        self.weight = weight
        self.draining = draining
        self.checks = checks
    }
}

/// `agent` of a management-server group.
package struct KnownAgent: Hashable, Sendable {
    package let id: String
    /// Empty where the file names none.
    package let zone: String
    package let cluster: String?

    package init(id: String, zone: String, cluster: String? = nil) {
        self.id = id
        self.zone = zone
        self.cluster = cluster
    }
}

/// `cluster` of a management-server group: hosts with an interval of their own.
package struct AgentCluster: Hashable, Sendable {
    package let name: String
    package let checkInterval: Nanoseconds

    package init(name: String, checkInterval: Nanoseconds) {
        self.name = name
        self.checkInterval = checkInterval
    }
}
