import Deadlines
package import ManagementServers
package import NodeConfiguration
import Polling

/// The management-server groups of the running configuration and the agents that registered with them.
package actor ManagementGroups {
    /// In the order of the file.
    private var groups: [ServerGroup] = []

    package init() {}

    /// Makes these the groups; agents that registered with one that stays remain known.
    package func configure(_ blocks: [ManagementServerGroup]) {
        let known = Dictionary(groups.map { ($0.name, $0) }) { first, _ in first }
        groups = blocks.map { block in
            let settings = ServerGroupSettings(block)
            guard var group = known[block.name] else { return ServerGroup(settings) }
            group.apply(settings)
            return group
        }
    }

    package var all: [ServerGroup] { groups }

    package func group(named name: String) -> ServerGroup? {
        groups.first { $0.name == name }
    }

    package var agentCount: Int { groups.reduce(0) { $0 + $1.registry.count } }

    /// Registers an agent and answers with its list; nil where there is no such group.
    package func register(_ report: AgentReport, with name: String) -> AgentAnswer? {
        guard let index = groups.firstIndex(where: { $0.name == name }) else { return nil }
        groups[index].register(report, at: MonotonicClock.now)
        return groups[index].list(for: report.id)
    }
}
