import Deadlines
import Scripts
import Synchronization

/// Scripts that only note that they were run; each ends when a test says so, or at once.
final class PretendedScripts: ScriptRunning {
    private struct State {
        var runs: [String] = []
        var outcomes: [String: ScriptOutcome] = [:]
        var held: Set<String> = []
        var active = 0
        var mostActive = 0
    }

    private let state = Mutex(State())

    /// Programs' last parts and arguments of all runs that have begun.
    var runs: [String] { state.withLock { $0.runs } }
    /// How many ran at the same moment at most.
    var mostActive: Int { state.withLock { $0.mostActive } }

    /// What runs of a program end with from now on; success where nothing is said.
    func set(_ outcome: ScriptOutcome, for program: String) { state.withLock { $0.outcomes[program] = outcome } }

    /// Runs whose line begins so do not end before they are let go.
    func hold(_ line: String) { state.withLock { _ = $0.held.insert(line) } }

    func letGo(_ line: String) { state.withLock { _ = $0.held.remove(line) } }

    func run(_ command: ScriptCommand, within limit: Nanoseconds?, unless impatience: AsyncStream<Void>?) async
        -> ScriptOutcome
    {
        let line = ([command.program] + command.arguments).joined(separator: " ")
        state.withLock {
            $0.runs.append(line)
            $0.active += 1
            $0.mostActive = max($0.mostActive, $0.active)
        }
        defer { state.withLock { $0.active -= 1 } }
        let isImpatient = Mutex(false)
        let listener = Task {
            guard let impatience else { return }
            for await _ in impatience { isImpatient.withLock { $0 = true } }
        }
        defer { listener.cancel() }
        while state.withLock({ state in state.held.contains { line.hasPrefix($0) } }) {
            if isImpatient.withLock({ $0 }) { return .timedOut }
            guard !Task.isCancelled else { return .killed(signal: 15) }
            try? await Task.sleep(for: .milliseconds(2))
        }
        return state.withLock { $0.outcomes[command.program] } ?? .exited(0)
    }
}
