import Glibc
package import Polling
import Synchronization

/// Writes log lines on a thread of its own, so that nobody who logs ever waits for a terminal, a pipe or the journal.
///
/// It holds a bounded number of lines; what comes faster than it can be written is dropped and counted.
package final class LogWriter: Sendable {
    private struct Queue: Sendable {
        var lines: [String] = []
        var dropped = 0
        var isWriting = false
    }

    private static let capacity = 10_000

    private let queue = Mutex(Queue())
    private let wakeUp: WakeUp

    package init() throws(SystemCallError) {
        let wakeUp = try WakeUp()
        self.wakeUp = wakeUp
        try NamedThread.start("log") { [self] in
            var interest = pollfd(fd: wakeUp.descriptor, events: Int16(POLLIN), revents: 0)
            while true {
                poll(&interest, 1, -1)
                wakeUp.clear()
                writeAll()
            }
        }
    }

    package func append(_ line: String) {
        queue.withLock { queue in
            if queue.lines.count < Self.capacity { queue.lines.append(line) } else { queue.dropped += 1 }
        }
        wakeUp.signal()
    }

    /// Waits until everything is written, at the end of the daemon's life, but not for ever.
    package func finish() {
        for _ in 0..<100 {
            if queue.withLock({ $0.lines.isEmpty && !$0.isWriting }) { return }
            usleep(10_000)
        }
    }

    private func writeAll() {
        let (lines, dropped) = queue.withLock { queue in
            defer { queue = Queue(isWriting: true) }
            return (queue.lines, queue.dropped)
        }
        for line in lines { printError(line) }
        if dropped > 0 { printError("\(dropped) log lines were dropped: the log was not read fast enough") }
        queue.withLock { $0.isWriting = false }
    }
}
