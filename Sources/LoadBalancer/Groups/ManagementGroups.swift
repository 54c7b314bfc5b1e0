import ControlMessages
import Deadlines
package import HealthChecker
import Logging
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

    /// What each agent was last told, by group.
    private var told: [String: [AgentID: [String]]] = [:]
    private var isConfigured = false
    private let events: EventJournal

    package init(events: EventJournal) {
        self.events = events
    }

    /// Makes these the groups; agents that registered with one that stays remain known, and so does what checks found
    /// that ask the same question now.
    package func configure(_ blocks: [ManagementServerGroup]) {
        let known = Dictionary(groups.map { ($0.group.name, $0.group) }) { first, _ in first }
        let before = groups.map(\.group)
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
        for index in groups.indices { _ = refreshHealth(of: index) }
        told = told.filter { name, _ in blocks.contains { $0.name == name } }
        if isConfigured { tellDifferences(from: before) }
        isConfigured = true
    }

    /// Takes verdicts in; those of other checks are passed over.
    package func record(_ notices: [CheckNotice]) {
        for notice in notices {
            guard let index = groups.firstIndex(where: { $0.group.name == notice.key.groupName }),
                let specification = groups[index].specifications.first(where: { $0.key == notice.key })
            else { continue }
            verdicts[notice.key] = (specification, notice)
            for change in refreshHealth(of: index) {
                events.post(
                    .group, "\(change.address) of \(groups[index].group.name)", from: change.from.rawValue,
                    to: change.to.rawValue, change.reason, level: change.to == .down ? .warning : .notice)
            }
        }
    }

    package var all: [ServerGroup] { groups.map(\.group) }

    package func group(named name: String) -> ServerGroup? {
        groups.first { $0.group.name == name }?.group
    }

    package var agentCount: Int { groups.reduce(0) { $0 + $1.group.agents.count } }

    /// Registers an agent and answers with its list; nil where there is no such group.
    package func register(_ report: AgentReport, with name: String) -> AgentAnswer? {
        guard let index = groups.firstIndex(where: { $0.group.name == name }) else { return nil }
        groups[index].group.register(report, at: MonotonicClock.now)
        let answer = groups[index].group.list(for: report.id)
        tellList(of: answer)
        return answer
    }

    /// What checks changed of a server's health.
    private struct HealthChange {
        let address: ServerAddress
        let from: ManagementServerHealth
        let to: ManagementServerHealth
        let reason: String
    }

    private func refreshHealth(of index: Int) -> [HealthChange] {
        var changes: [HealthChange] = []
        for (address, checks) in groups[index].servers {
            let health = ServerHealth(
                checks.map { check in
                    let found = verdicts[check.key]?.notice
                    return ServerHealth.Part(
                        verdict: found?.verdict, alpha: check.timing.alpha, reason: found?.reason ?? "not checked yet")
                })
            let change = HealthChange(
                address: address, from: groups[index].group.health(of: address),
                to: ManagementServerHealth(health.state), reason: health.reason)
            groups[index].group.setHealth(change.to, of: address)
            if change.from != change.to { changes.append(change) }
        }
        return changes
    }

    /// Tells which groups a reload brought, changed and took away.
    private func tellDifferences(from before: [ServerGroup]) {
        for old in before where group(named: old.name) == nil {
            events.post(.group, old.name, from: old.settings.algorithm.rawValue, "is not configured any more")
        }
        for new in groups.map(\.group) {
            let servers = "over \(new.settings.servers.map(\.address.description).joined(separator: ", "))"
            guard let old = before.first(where: { $0.name == new.name }) else {
                events.post(.group, new.name, to: new.settings.algorithm.rawValue, "is configured \(servers)")
                continue
            }
            guard old.settings != new.settings else { continue }
            events.post(
                .group, new.name, from: old.settings.algorithm.rawValue, to: new.settings.algorithm.rawValue,
                "is configured otherwise, \(servers)")
        }
    }

    /// Tells that an agent is new here, or has another list than before. Agents are many: the log has them in detail
    /// only.
    private func tellList(of answer: AgentAnswer) {
        let list = answer.servers
        let before = told[answer.group, default: [:]].updateValue(list, forKey: answer.agent)
        guard before != list else { return }
        events.post(
            .agent, "\(answer.agent) of \(answer.group)", from: before?.joined(separator: " "),
            to: list.joined(separator: " "), before == nil ? "registered" : "was given another list", level: .info)
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
