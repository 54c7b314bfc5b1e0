import Deadlines
import Logging
import Polling
import Synchronization
import SystemWatch

/// Starts the thread that watches files, processes and interfaces when there is something to watch for the first time,
/// and again where it has ended.
final class WatchStarter: Sendable {
    private struct State {
        var watch: SystemWatch?
        var list = WatchList()
        var isStopped = false
    }

    /// Between the thread's end and its next start.
    private static let pause = Duration.seconds(5)

    private let problems: ProblemBoard
    private let onFact: @Sendable (WatchedFact) -> Void
    private let state = Mutex(State())

    init(problems: ProblemBoard, onFact: @escaping @Sendable (WatchedFact) -> Void) {
        self.problems = problems
        self.onFact = onFact
    }

    func configure(_ list: WatchList) {
        start { $0.list = list }
    }

    func stop() {
        state.withLock { state in
            state.isStopped = true
            state.watch?.stop()
            state.watch = nil
        }
    }

    private func start(_ change: (inout State) -> Void = { _ in }) {
        let failure: SystemCallError? = state.withLock { state in
            change(&state)
            guard !state.isStopped, state.watch != nil || state.list != WatchList() else { return nil }
            do throws(SystemCallError) {
                if state.watch == nil { state.watch = try makeWatch() }
                state.watch?.configure(state.list)
                return nil
            } catch {
                return error
            }
        }
        if let failure { noteEnd(by: failure) }
    }

    private func makeWatch() throws(SystemCallError) -> SystemWatch {
        try SystemWatch(
            onFact: { [problems, onFact] fact in
                problems.settle("watch_failed", at: nil)
                onFact(fact)
            },
            onFailure: { [weak self] error in self?.noteEnd(by: error) })
    }

    private func noteEnd(by error: SystemCallError) {
        problems.raise(
            "watch_failed", at: nil, "files, processes, interfaces and addresses are not watched: \(error)",
            level: .error)
        state.withLock { $0.watch = nil }
        onFact(.lost)
        Task { [weak self] in
            try? await Task.sleep(for: Self.pause)
            self?.start()
        }
    }
}
