package import Deadlines

/// Runs scripts. A value that pretends to is what tests put in its place.
package protocol ScriptRunning: Sendable {
    /// Runs a script to its end.
    ///
    /// It has a process group of its own. When `limit` is over, when `isImpatient` says so, or when the task is
    /// cancelled, the whole group gets SIGTERM and, where it still lives two seconds later, SIGKILL.
    ///
    /// - Parameters:
    ///   - limit: how long it may run; nil for as long as it likes.
    ///   - impatience: ends the run as `limit` does, once something comes out of it.
    func run(_ command: ScriptCommand, within limit: Nanoseconds?, unless impatience: AsyncStream<Void>?) async
        -> ScriptOutcome
}

extension ScriptRunning {
    package func run(_ command: ScriptCommand, within limit: Nanoseconds? = nil) async -> ScriptOutcome {
        await run(command, within: limit, unless: nil)
    }
}
