import AgentStore
import ControlMessages
import Logging
import ManagementServers

/// The registry as the node uses it: what fails is a problem in the status, and the node goes on with what it knows.
actor RegistryKeeper {
    /// How often the registry notes that the daemon lives, and what cannot be written is tried again.
    static let lifeSign = Duration.seconds(10)

    private static let problem = "agent_registry"
    private static let pieceSize = 10_000

    private let registry: any AgentRegistry
    private let commits: GroupCommit
    private let problems: ProblemBoard
    /// Why the file could not be read; it is not written to as long as that is so.
    private var obstacle: RegistryError?

    init(_ registry: any AgentRegistry, problems: ProblemBoard) {
        self.registry = registry
        commits = GroupCommit(registry)
        self.problems = problems
    }

    /// What a predecessor kept.
    struct Legacy: Sendable {
        /// When each group was last kept.
        let lastAlive: [String: Int64]
    }

    /// Hands out the orders, and then all agents in pieces; nil where the registry cannot be read.
    func restore(
        orders takeOrders: @Sendable ([StoredOrder]) async -> Void,
        agents take: @Sendable ([StoredAgent]) async -> Void
    ) async -> Legacy? {
        if let obstacle, obstacle.isLasting { return nil }
        do throws(RegistryError) {
            let legacy = Legacy(lastAlive: try await registry.lastAlive())
            await takeOrders(try await registry.orders())
            var last: StoredAgent?
            while true {
                let piece = try await registry.agents(after: last, limit: Self.pieceSize)
                guard let end = piece.last else {
                    obstacle = nil
                    problems.settle(Self.problem, at: nil)
                    return legacy
                }
                await take(piece)
                last = end
            }
        } catch {
            obstacle = error
            problems.raise(
                Self.problem, at: nil, "\(error); until then agents are known until the daemon ends", level: .error)
            return nil
        }
    }

    /// Whether it is worth while to try to read it again.
    var awaitsReading: Bool { obstacle.map { !$0.isLasting } ?? false }

    /// Returns when this is kept; throws where it is not.
    func keep(_ changes: [RegistryChange]) async throws(RegistryError) {
        guard !changes.isEmpty else { return }
        if let obstacle { throw obstacle }
        do throws(RegistryError) {
            try await commits.commit(changes)
            problems.settle(Self.problem, at: nil)
        } catch {
            problems.raise(
                Self.problem, at: nil, "\(error); agents are told that what they say is not kept", level: .error)
            throw error
        }
    }
}
