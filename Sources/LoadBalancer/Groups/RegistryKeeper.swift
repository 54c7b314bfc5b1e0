import AgentStore
import ControlMessages
import Logging
import ManagementServers

/// The registry as the node uses it: what fails is a problem in the status, and the node goes on with what it knows.
actor RegistryKeeper {
    private static let problem = "agent_registry"
    private static let pieceSize = 10_000

    private let registry: any AgentRegistry
    private let commits: GroupCommit
    private let problems: ProblemBoard
    /// A file that could not be read is never written to.
    private var isUsable = true

    init(_ registry: any AgentRegistry, problems: ProblemBoard) {
        self.registry = registry
        commits = GroupCommit(registry)
        self.problems = problems
    }

    /// What a predecessor kept.
    struct Legacy: Sendable {
        let lastAlive: Int64?
        let orders: [StoredOrder]
    }

    /// Hands out all agents in pieces; nil where the registry cannot be read.
    func restore(_ take: @Sendable ([StoredAgent]) async -> Void) async -> Legacy? {
        guard isUsable else { return nil }
        do throws(RegistryError) {
            let legacy = Legacy(lastAlive: try await registry.lastAlive(), orders: try await registry.orders())
            var last: StoredAgent?
            while true {
                let piece = try await registry.agents(after: last, limit: Self.pieceSize)
                guard let end = piece.last else { return legacy }
                await take(piece)
                last = end
            }
        } catch {
            isUsable = false
            problems.raise(
                Self.problem, at: nil, "\(error); until then agents are known until the daemon ends", level: .error)
            return nil
        }
    }

    /// Returns when this is kept, or when it is known that it is not.
    func keep(_ changes: [RegistryChange]) async {
        guard isUsable, !changes.isEmpty else { return }
        do throws(RegistryError) {
            try await commits.commit(changes)
            problems.settle(Self.problem, at: nil)
        } catch {
            problems.raise(Self.problem, at: nil, "\(error); what agents say is not kept", level: .error)
        }
    }
}
