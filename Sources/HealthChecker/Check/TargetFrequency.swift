package import Addresses
package import Deadlines

/// How often each target is connected to.
///
/// The side that closes a connection first keeps its port for a minute (TIME_WAIT), and the kernel has some 28,000 ports
/// for each target. Whoever checks one more often must not close normally.
package struct TargetFrequency: Sendable {
    /// How long the kernel keeps the port of a connection that was closed.
    private static let waiting = Nanoseconds.seconds(60)
    /// So many ports are used by waiting connections to one target, and no more.
    package static let mostWaiting: Int64 = 20_000

    /// Attempts while one port waits, by target.
    private var attempts: [Endpoint: Int64] = [:]

    package init() {}

    /// Takes note of a check of a target with this pause between attempts.
    package mutating func add(_ target: Endpoint, every pause: Nanoseconds) {
        attempts[target, default: 0] += Self.attempts(every: pause)
    }

    /// Forgets a check that was added.
    package mutating func remove(_ target: Endpoint, every pause: Nanoseconds) {
        let left = (attempts[target] ?? 0) - Self.attempts(every: pause)
        attempts[target] = left > 0 ? left : nil
    }

    /// Whether a target's ports would run out, were its connections closed normally.
    package func usesUpPorts(_ target: Endpoint) -> Bool {
        (attempts[target] ?? 0) > Self.mostWaiting
    }

    private static func attempts(every pause: Nanoseconds) -> Int64 {
        max(waiting.count / max(pause.count, RetryRule.shortestPause.count), 1)
    }
}
