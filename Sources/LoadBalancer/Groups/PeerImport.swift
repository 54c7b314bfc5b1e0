import ControlMessages
import Logging
import NodeConfiguration
import PeerClient

/// Asks the peers of a group for its agents until one knows them all, or nobody wants to hear it any more.
struct PeerImport {
    static let problem = "peer"

    private static let pause = Duration.seconds(2)
    /// A million agents take as long.
    private static let patience: Int64 = 60
    /// The most bytes of an agent in an answer, and of an answer without agents.
    private static let (agentSize, emptySize) = (512, 1 << 20)

    let group: String
    let events: EventJournal
    let problems: ProblemBoard

    /// What to ask for, as the configuration has it at the time.
    struct Plan: Sendable {
        let peers: [GroupPeer]
        let maxAgents: Int
    }

    /// - Parameters:
    ///   - plan: asked for before each round; nil ends the import.
    ///   - merge: takes in an answer and says whether more are wanted.
    func run(_ plan: () async -> Plan?, _ merge: (AgentListMessage) async -> Bool) async {
        var failures: [APIAddress: PeerError] = [:]
        while !Task.isCancelled, let plan = await plan() {
            // All at once: one that trickles keeps nobody from hearing another.
            let isDone = await withTaskGroup { answers in
                for peer in plan.peers {
                    answers.addTask { (peer.address, await agents(of: peer, atMost: plan.maxAgents)) }
                }
                for await (address, answer) in answers where !Task.isCancelled {
                    switch answer {
                    case .success(let list):
                        failures[address] = nil
                        guard await merge(list) else {
                            answers.cancelAll()
                            return true
                        }
                    case .failure(let error):
                        if failures.updateValue(error, forKey: address) != error {
                            events.post(.group, group, "peer \(address): \(error)", level: .warning)
                        }
                    }
                    tell(plan.peers.compactMap { peer in failures[peer.address].map { (peer.address, $0) } })
                }
                return false
            }
            guard !isDone else { break }
            try? await Task.sleep(for: Self.pause)
        }
        tell([])
    }

    /// Every peer that gives no agents, in one problem of the group.
    private func tell(_ failures: [(APIAddress, PeerError)]) {
        guard !failures.isEmpty else { return problems.settle(Self.problem, at: group) }
        let reasons = failures.map { "peer \($0): \($1)" }.joined(separator: "; ")
        problems.raise(Self.problem, at: group, "the group's agents are not had from \(reasons)")
    }

    private func agents(of peer: GroupPeer, atMost count: Int) async -> Result<AgentListMessage, PeerError> {
        let client = PeerClient(
            peer.address, Credentials(tokenFile: peer.tokenFile, authorityFile: peer.authorityFile),
            limits: PeerClient.Limits(seconds: Self.patience, bytes: Self.emptySize + count * Self.agentSize))
        do throws(PeerError) {
            let answer = try await client.ask(PeerClient.Question(ControlPath.agents(of: group).description))
            return .success(try answer.message(AgentListMessage.self))
        } catch {
            return .failure(error)
        }
    }
}
