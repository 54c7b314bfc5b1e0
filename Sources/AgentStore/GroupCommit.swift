/// Commits of many callers together: what comes while the disk is busy waits for the next turn, and goes with all that
/// waits. The wait for the disk is shared, and nobody waits longer than for two turns.
package actor GroupCommit {
    private typealias Outcome = Result<Void, RegistryError>

    /// The most changes of one turn; more make it slower than two.
    private static let largestTurn = 5_000

    private let registry: any AgentRegistry
    private var pending: [(changes: [RegistryChange], done: CheckedContinuation<Outcome, Never>)] = []
    private var isRunning = false

    package init(_ registry: any AgentRegistry) {
        self.registry = registry
    }

    /// Returns when these changes are kept; throws where they are not.
    package func commit(_ changes: [RegistryChange]) async throws(RegistryError) {
        let outcome = await withCheckedContinuation { done in
            pending.append((changes, done))
            if !isRunning {
                isRunning = true
                Task { await run() }
            }
        }
        try outcome.get()
    }

    private func run() async {
        while !pending.isEmpty {
            var changes: [RegistryChange] = []
            var count = 0
            while count < pending.count,
                changes.isEmpty || changes.count + pending[count].changes.count <= Self.largestTurn
            {
                changes += pending[count].changes
                count += 1
            }
            let callers = pending.prefix(count).map(\.done)
            pending.removeFirst(count)
            let outcome: Outcome
            do throws(RegistryError) {
                try await registry.commit(changes)
                outcome = .success(())
            } catch {
                outcome = .failure(error)
            }
            for caller in callers { caller.resume(returning: outcome) }
        }
        isRunning = false
    }
}
