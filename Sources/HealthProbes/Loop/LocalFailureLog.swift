package import Deadlines

/// Keeps attempts that could not be made from filling the log: one line, then silence, then one with the number.
package struct LocalFailureLog {
    private static let silence = Nanoseconds.seconds(10)

    private var quietUntil: Instant?
    private var suppressed = 0

    package init() {}

    /// The line to log now, nil where it is too soon for one.
    package mutating func line(for text: String, at now: Instant) -> String? {
        if let quietUntil, now < quietUntil {
            suppressed += 1
            return nil
        }
        defer {
            quietUntil = now + Self.silence
            suppressed = 0
        }
        return suppressed == 0 ? text : "\(text) (and \(suppressed) more since the last such line)"
    }
}
