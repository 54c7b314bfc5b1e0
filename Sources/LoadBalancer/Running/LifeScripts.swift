import ControlMessages
import Deadlines
import Logging
package import NodeConfiguration
package import Scripts

/// The operator's programs at the two ends of the node's life: `startup_script` before anything is touched,
/// `shutdown_script` after all is given back.
package struct LifeScripts: Sendable {
    /// How often it is asked whether the daemon is to end.
    private static let glance = Duration.milliseconds(50)

    private let runner: any ScriptRunning
    private let events: EventJournal

    package init(runner: any ScriptRunning, events: EventJournal) {
        self.runner = runner
        self.events = events
    }

    /// Runs a script to its end. Whatever becomes of it, the node goes on.
    ///
    /// - Parameters:
    ///   - keyword: what the file calls it.
    ///   - isUnwanted: whether it is to end at once, as it does when its time is over.
    package func run(
        _ script: LifeScript?, _ keyword: String, policy: ScriptLocator.Policy,
        unless isUnwanted: @escaping @Sendable () -> Bool = { false }
    ) async {
        guard let script else { return }
        let book = ScriptBook([script.command], policy: policy)
        guard let command = book[script.command] else {
            let reason = book.refusals.first?.reason ?? ""
            events.post(.reload, keyword, "is not run: \(reason)", level: .error)
            return
        }
        let (impatience, signal) = AsyncStream.makeStream(of: Void.self)
        let watch = Task {
            while !isUnwanted() {
                try await Task.sleep(for: Self.glance)
            }
            signal.yield()
        }
        defer { watch.cancel() }
        let outcome = await runner.run(command, within: script.timeout, unless: impatience)
        events.post(.reload, keyword, "\(command) \(outcome)", level: outcome.isGood ? .info : .error)
    }
}
