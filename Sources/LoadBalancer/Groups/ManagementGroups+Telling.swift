import ControlMessages
import HealthChecker
import Logging
import ManagementServers

extension ManagementGroups {
    /// What checks changed of a server's health.
    struct HealthChange {
        let address: ServerAddress
        let from: ManagementServerHealth
        let to: ManagementServerHealth
        let reason: String
    }

    /// The most agents that are told of one by one when they may move.
    private static let mostMoves = 100

    func tell(_ change: HealthChange, of group: String) {
        events.post(
            .group, "\(change.address) of \(group)", from: change.from.rawValue, to: change.to.rawValue,
            change.reason, level: change.to == .down ? .warning : .notice)
    }

    /// Tells that a server stays for now although its kept connection ended.
    func tellRefusal(of notice: CheckNotice) {
        events.post(
            .check, "\(notice.key)", from: "up", to: "up",
            """
            \(notice.reason) after its kept connection ended; it does not leave at once, for as many of its group as may \
            have left within a second
            """, level: .warning)
    }

    /// Tells which groups a reload brought, changed and took away.
    func tellDifferences(from before: [ServerGroupSettings]) {
        for old in before where group(named: old.name) == nil {
            events.post(.group, old.name, from: old.algorithm.rawValue, "is not configured any more")
        }
        for new in all.map(\.settings) {
            guard let old = before.first(where: { $0.name == new.name }) else {
                let servers = new.servers.map(\.address.description).joined(separator: ", ")
                events.post(.group, new.name, to: new.algorithm.rawValue, "is configured over \(servers)")
                continue
            }
            tellDifference(from: old, to: new, "is configured otherwise")
        }
    }

    /// Tells that a group is another than before.
    func tellDifference(from old: ServerGroupSettings, to new: ServerGroupSettings, _ reason: String) {
        guard old != new else { return }
        let servers = new.servers.map(\.address.description).joined(separator: ", ")
        events.post(
            .group, new.name, from: old.algorithm.rawValue, to: new.algorithm.rawValue,
            "\(reason), over \(servers)")
    }

    /// Tells that an agent is new here, or holds another list than it should. Agents are many: the log has them in
    /// detail only.
    func tell(_ answer: AgentAnswer, isNew: Bool, holding held: HeldList?) {
        guard isNew || answer.isUpToDate == false else { return }
        events.post(
            .agent, "\(answer.agent) of \(answer.group)", from: held?.servers.joined(separator: " "),
            to: answer.servers.joined(separator: " "), isNew ? "registered" : "was given another list", level: .info)
    }

    /// Tells what the passing of time did.
    func tell(_ progress: ServerGroup.Progress, of group: ServerGroup) {
        if progress.isLearned {
            events.post(.group, group.name, to: "\(group.agents.count) agents", "knows its agents and gives lists out")
        }
        for agent in progress.expired {
            events.post(.agent, "\(agent) of \(group.name)", "did not register for too long", level: .info)
        }
        guard progress.released.count <= Self.mostMoves else {
            events.post(
                .group, group.name, to: "\(progress.released.count) agents", "have their new lists", level: .info)
            return
        }
        for agent in progress.released {
            events.post(
                .agent, "\(agent) of \(group.name)", to: group.list(for: agent).servers.joined(separator: " "),
                "may move", level: .info)
        }
    }
}
