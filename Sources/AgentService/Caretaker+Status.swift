import Addresses
import ControlMessages
import ManagedAgent
import NodeConfiguration

extension Caretaker {
    /// Everything as it is now.
    func status() -> AgentStatusMessage {
        let isReached = links.contains { $0.answers == true }
        let list = state.assignment.map { assignment in
            AgentListStatus(
                servers: assignment.servers, preferred: assignment.servers.first ?? "", avoid: assignment.avoid,
                algorithm: assignment.algorithm,
                checkInterval: found.map { authorship.interval(in: $0.text, told: assignment.interval) }
                    ?? assignment.interval,
                version: assignment.version, isCurrent: isReached)
        }
        return AgentStatusMessage(
            asOf: .now, version: ProgramVersion.text, startedAt: startedAt, group: configuration.group,
            agent: configuration.agent, zone: configuration.zone, cluster: configuration.cluster, list: list,
            connected: connections.map(\.description), standing: check.standing.rawValue,
            misplacedSince: check.misplacedSince.map(Timestamp.init(of:)),
            nextCheckAt: check.deadline.map(Timestamp.init(of:)), lastReconnectAt: state.lastReconnect,
            file: AgentFileStatus(
                path: configuration.propertiesFile, host: found?.text[FileAuthorship.hostKey],
                isYielded: authorship.memory.hasYielded),
            loadBalancers: loadBalancers, problems: everythingWrong,
            notes: findings.filter(\.isNote).map(\.description))
    }

    private var loadBalancers: [AgentLoadBalancerStatus] {
        zip(configuration.loadBalancers, links).enumerated().map { place, pair in
            let answer = book.answer(of: place)
            return AgentLoadBalancerStatus(
                url: pair.0.description, state: pair.1.reach.rawValue, lastAnswerAt: pair.1.lastAnswer,
                version: answer?.version, isUpToDate: answer?.isUpToDate, error: pair.1.failure)
        }
    }

    private var everythingWrong: [String] {
        var sentences = Problem.allCases.compactMap { problems[$0] }
        if book.isDisputed { sentences.append("the load balancers disagree about the agent's list") }
        if authorship.memory.hasYielded {
            sentences.append(FileFinding.yielded(host: found?.text[FileAuthorship.hostKey] ?? "").description)
        }
        return sentences + findings.filter { !$0.isNote }.map(\.description)
    }

    private var findings: [FileFinding] {
        found.map { authorship.findings(in: $0.text) } ?? []
    }
}
