import Addresses
import ControlMessages
import Deadlines
import Logging
import ManagementServers
import Polling

extension ManagementGroups {
    static let fullProblem = "max_agents"

    /// Refuses a registration that would be one too many, and says why.
    func admit(_ id: AgentID, to index: Int, from client: IPAddress?) throws(ControlError) {
        let (name, settings) = (groups[index].name, groups[index].group.settings)
        let now = MonotonicClock.now
        switch groups[index].group.admit(id, from: client, at: now) {
        case .admitted:
            return
        case .full:
            tellFull(index)
            throw ControlError(
                status: 507, code: "too_many_agents",
                message: "agent '\(id)' is not known, and management_server_group '\(name)' has \(settings.maxAgents)"
                    + " agents, its max_agents")
        case .tooFast(let isFirst, let until):
            let place = client?.description ?? "a client"
            let limit = "max_new_agents_per_second \(settings.maxNewAgentsPerSecond)"
            if isFirst {
                events.post(
                    .group, name, "\(place) registers unknown agents faster than \(limit): some are refused",
                    level: .warning)
            }
            throw ControlError(
                status: 429, code: "too_many_new_agents",
                message: "agent '\(id)' is not known, and \(place) registers such faster than \(limit)",
                retryAfter: Int(max(1, (until - now).seconds.rounded(.up))))
        }
    }

    func tellFull(_ index: Int) {
        problems.raise(
            Self.fullProblem, at: groups[index].name,
            "there are \(groups[index].group.settings.maxAgents) agents, and further ones are refused: raise max_agents,"
                + " or set agent_expiry", level: .error)
    }

    /// Takes the problem down where there is room.
    func noteRoom(_ index: Int) {
        if !groups[index].group.isFull { problems.settle(Self.fullProblem, at: groups[index].name) }
    }
}
