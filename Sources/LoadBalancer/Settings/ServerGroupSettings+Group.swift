package import ManagementServers
package import NodeConfiguration

extension ServerGroupSettings {
    /// What a `management_server_group` block says.
    package init(_ group: ManagementServerGroup) {
        self.init(
            name: group.name,
            // The parser knows the same names; one it lets through that has no order falls back to the first.
            algorithm: OrderingAlgorithm(rawValue: group.algorithm) ?? .static,
            servers: group.servers.map { server in
                ManagementServers.ManagementServer(
                    ServerAddress(host: server.host, port: server.port), weight: server.weight,
                    isDraining: server.draining)
            },
            defaultPort: group.defaultPort, checkInterval: group.checkInterval,
            clusterIntervals: Dictionary(group.clusters.map { ($0.name, $0.checkInterval) }) { first, _ in first },
            agents: group.agents.compactMap { agent in
                AgentID(agent.id).map {
                    ConfiguredAgent(id: $0, zone: agent.zone.isEmpty ? nil : agent.zone, cluster: agent.cluster)
                }
            },
            agentExpiry: group.agentExpiry, maxMovesPerSecond: group.maxMovesPerSecond, maxAgents: group.maxAgents,
            maxNewAgentsPerSecond: group.maxNewAgentsPerSecond)
    }
}
