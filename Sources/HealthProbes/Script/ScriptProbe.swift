import Deadlines
import Glibc
import HealthChecker
import Scripts

/// One run of a `MISC_CHECK`'s program.
struct ScriptProbe: Sendable {
    private let task: Task<Void, Never>

    /// Runs the program away from the thread that asks for it.
    ///
    /// - Parameters:
    ///   - limit: how long it may run; then it is ended with everything in its process group.
    ///   - report: called once, when the program and its group are gone; not after `cancel()`.
    init(
        _ check: ScriptCheck, _ program: ScriptCommand, by runner: any ScriptRunning, within limit: Nanoseconds,
        report: @escaping @Sendable (CheckResult) -> Void
    ) {
        task = Task {
            let outcome = await runner.run(program, within: limit)
            if !Task.isCancelled { report(Self.result(of: outcome, check, program, within: limit)) }
        }
    }

    /// Ends the program; nothing is reported any more.
    func cancel() {
        task.cancel()
    }

    private static func result(
        of outcome: ScriptOutcome, _ check: ScriptCheck, _ program: ScriptCommand, within limit: Nanoseconds
    ) -> CheckResult {
        switch outcome {
        case .exited(let code): check.result(ofExitCode: code)
        case .killed: .failed("\(program) \(outcome)")
        case .timedOut: .failed("\(program) was not done within \(limit)")
        // A program that is there did not start for want of something of this host's.
        case .notStarted(let reason):
            access(program.program, X_OK) == 0
                ? .local("not checked: \(program) did not start: \(reason)") : .failed("\(program) \(outcome)")
        }
    }
}
