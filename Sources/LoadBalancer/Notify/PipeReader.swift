import ControlMessages
import Deadlines
import Logging
import Scripts
import Synchronization

/// A script that reads a FIFO, started again whenever it ends, for as long as the FIFO is there.
struct PipeReader: Sendable {
    /// Between its end and its next start.
    private static let pause = Duration.seconds(1)
    /// How long it may take to read what is left in a FIFO that nobody writes to any more.
    private static let lastRead = Duration.seconds(1)

    /// Whether the script's next end is the last one.
    private final class Ending: Sendable {
        private let noted = Mutex(false)

        var isNoted: Bool { noted.withLock { $0 } }

        func note() { noted.withLock { $0 = true } }
    }

    private let ending: Ending
    private let task: Task<Void, Never>

    /// Starts the script, with the FIFO's path behind its arguments.
    init(_ script: ScriptCommand, of path: String, runner: any ScriptRunning, events: EventJournal) {
        let ending = Ending()
        self.ending = ending
        task = Task {
            while !Task.isCancelled, !ending.isNoted {
                let outcome = await runner.run(script.appending([path]))
                guard !Task.isCancelled, !ending.isNoted else { return }
                events.post(.problem, path, "its script \(script) \(outcome); it is started again", level: .warning)
                try? await Task.sleep(for: Self.pause)
            }
        }
    }

    /// Ends the script at once.
    func cancel() { task.cancel() }

    /// Waits until the script has come to the end of the FIFO, which is closed, and ends it where it does not.
    func finish() async {
        ending.note()
        let patience = Task { [task] in
            try? await Task.sleep(for: Self.lastRead)
            if !Task.isCancelled { task.cancel() }
        }
        await task.value
        patience.cancel()
    }
}
