import Logging

/// Hands log lines to another task, so that the thread never waits for a disk or a terminal.
///
/// It holds the newest 256 lines; what comes faster than it can be written is dropped.
final class LogRelay: Sendable {
    private struct Line: Sendable {
        let level: Logger.Level
        let text: String
    }

    private let lines: AsyncStream<Line>.Continuation

    init(_ logger: Logger) {
        let (stream, continuation) = AsyncStream.makeStream(of: Line.self, bufferingPolicy: .bufferingNewest(256))
        lines = continuation
        Task {
            for await line in stream { logger.log(level: line.level, "\(line.text)") }
        }
    }

    deinit {
        lines.finish()
    }

    func warning(_ text: String) {
        lines.yield(Line(level: .warning, text: text))
    }

    func error(_ text: String) {
        lines.yield(Line(level: .error, text: text))
    }
}
