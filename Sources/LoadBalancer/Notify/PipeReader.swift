import ControlMessages
import Logging
import Scripts

/// The script that reads a FIFO, run for as long as the FIFO is there.
struct PipeReader: Sendable {
    /// Between its end and its next start.
    private static let pause = Duration.seconds(1)

    let script: ScriptCommand
    let path: String
    let runner: any ScriptRunning
    let events: EventJournal

    /// Runs it until the task is cancelled.
    func run() async {
        while !Task.isCancelled {
            let outcome = await runner.run(script.appending([path]))
            guard !Task.isCancelled else { return }
            events.post(.problem, path, "its script \(script) \(outcome); it is started again", level: .warning)
            try? await Task.sleep(for: Self.pause)
        }
    }
}
