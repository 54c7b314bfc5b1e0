package import ControlMessages
package import Logging

/// What changed, told once: every event goes to the log and to everybody who listens.
package final class EventJournal: Sendable {
    private let logger: Logger

    package init(logger: Logger) {
        self.logger = logger
    }

    /// Tells that something changed.
    ///
    /// - Parameters:
    ///   - name: what it happened to, such as `10.0.0.1:80 of TCP 192.0.2.1:80`
    ///   - reason: a phrase for people
    ///   - level: how loud the log says it
    package func post(
        _ kind: EventKind, _ name: String, from: String? = nil, to: String? = nil, _ reason: String,
        level: Logger.Level = .notice
    ) {
        let change = [from, to].compactMap(\.self).joined(separator: " to ")
        logger.log(level: level, "\(name): \(change)\(change.isEmpty ? "" : ", ")\(reason)")
    }
}
