import Deadlines
package import HealthChecker
package import ManagementServers
package import NodeConfiguration
import Polling

/// The management-server groups of the running configuration, the agents that registered with them, and the health of
/// their servers.
package actor ManagementGroups {
    /// A group with the checks of its servers, in the order of the file.
    fileprivate struct Checked {
        var group: ServerGroup
        var servers: [(address: ServerAddress, checks: [CheckSpecification])]
    }

    /// In the order of the file.
    private var groups: [Checked] = []
    private var verdicts: [CheckKey: (specification: CheckSpecification, notice: CheckNotice)] = [:]

    package init() {}

    /// Makes these the groups; agents that registered with one that stays remain known, and so does what checks found
    /// that ask the same question now.
    package func configure(_ blocks: [ManagementServerGroup]) {
        let known = Dictionary(groups.map { ($0.group.name, $0.group) }) { first, _ in first }
        groups = blocks.map { block in
            let settings = ServerGroupSettings(block)
            var group = known[block.name] ?? ServerGroup(settings)
            group.apply(settings)
            let servers = block.servers.map { server in
                (ServerAddress(host: server.host, port: server.port), CheckSpecification.all(of: server, in: block))
            }
            return Checked(group: group, servers: servers)
        }
        let asked = Dictionary(groups.flatMap(\.specifications).map { ($0.key, $0) }) { first, _ in first }
        verdicts = verdicts.filter { key, found in asked[key]?.asksTheSame(as: found.specification) == true }
        for index in groups.indices { refreshHealth(of: index) }
    }

    /// Takes verdicts in; those of other checks are passed over.
    package func record(_ notices: [CheckNotice]) {
        for notice in notices {
            guard let index = groups.firstIndex(where: { $0.group.name == notice.key.groupName }),
                let specification = groups[index].specifications.first(where: { $0.key == notice.key })
            else { continue }
            verdicts[notice.key] = (specification, notice)
            refreshHealth(of: index)
        }
    }

    package var all: [ServerGroup] { groups.map(\.group) }

    package func group(named name: String) -> ServerGroup? {
        groups.first { $0.group.name == name }?.group
    }

    package var agentCount: Int { groups.reduce(0) { $0 + $1.group.registry.count } }

    /// Registers an agent and answers with its list; nil where there is no such group.
    package func register(_ report: AgentReport, with name: String) -> AgentAnswer? {
        guard let index = groups.firstIndex(where: { $0.group.name == name }) else { return nil }
        groups[index].group.register(report, at: MonotonicClock.now)
        return groups[index].group.list(for: report.id)
    }

    private func refreshHealth(of index: Int) {
        for (address, checks) in groups[index].servers {
            let health = ServerHealth(
                checks.map { check in
                    let found = verdicts[check.key]?.notice
                    return ServerHealth.Part(
                        verdict: found?.verdict, alpha: check.timing.alpha, reason: found?.reason ?? "not checked yet")
                })
            groups[index].group.setHealth(ManagementServerHealth(health.state), of: address)
        }
    }
}

extension ManagementGroups.Checked {
    fileprivate var specifications: [CheckSpecification] { servers.flatMap(\.checks) }
}

extension ManagementServerHealth {
    fileprivate init(_ state: ServerHealth.State) {
        switch state {
        case .up: self = .up
        case .down: self = .down
        case .unknown: self = .unknown
        case .none: self = .none
        }
    }
}
