package import Deadlines

/// What a `management_server_group` block says.
package struct ServerGroupSettings: Hashable, Sendable {
    package var name: String
    package var algorithm: OrderingAlgorithm
    /// In the configuration's order; repeated servers count as often as they stand there.
    package var servers: [ManagementServer]
    package var defaultPort: UInt16
    /// 0 means no check for the preferred server.
    package var checkInterval: Nanoseconds
    /// Clusters with an interval of their own.
    package var clusterIntervals: [String: Nanoseconds]
    package var agents: [ConfiguredAgent]
    /// How long an agent that does not register any more stays known; 0 means for ever.
    package var agentExpiry: Nanoseconds
    /// How many agents are sent to another server in a second; 0 means all at once.
    package var maxMovesPerSecond: Int
    /// The most agents that are known; further ones are refused.
    package var maxAgents: Int
    /// How many unknown agents one client may register in a second; 0 means any number.
    package var maxNewAgentsPerSecond: Int

    package init(
        name: String, algorithm: OrderingAlgorithm, servers: [ManagementServer], defaultPort: UInt16 = 8250,
        checkInterval: Nanoseconds = .zero, clusterIntervals: [String: Nanoseconds] = [:],
        agents: [ConfiguredAgent] = [], agentExpiry: Nanoseconds = .zero, maxMovesPerSecond: Int = 0,
        maxAgents: Int = .max, maxNewAgentsPerSecond: Int = 0
    ) {
        self.name = name
        self.algorithm = algorithm
        self.servers = servers
        self.defaultPort = defaultPort
        self.checkInterval = checkInterval
        self.clusterIntervals = clusterIntervals
        self.agents = agents
        self.agentExpiry = agentExpiry
        self.maxMovesPerSecond = maxMovesPerSecond
        self.maxAgents = maxAgents
        self.maxNewAgentsPerSecond = maxNewAgentsPerSecond
    }
}
