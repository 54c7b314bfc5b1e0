package import Deadlines

/// How long to wait before something is tried again: longer with each failure, and never the same for two hosts.
package struct RetryPause: Sendable {
    private static let first = Nanoseconds.seconds(1)
    /// Half as long as a load balancer that lost its registry waits for agents (`agent_heartbeat`, 60 s by default): who
    /// came later would find the others sent elsewhere.
    private static let longest = Nanoseconds.seconds(30)

    private var failures = 0

    package init() {}

    /// The pause after one more failure: half of it fixed, half by chance.
    package mutating func next(using chance: inout some RandomNumberGenerator) -> Nanoseconds {
        let whole = min(Self.first * (1 << min(Int64(failures), 6)), Self.longest)
        failures += 1
        return whole / 2 + chance.time(below: whole / 2)
    }

    /// It went well: the next failure is the first.
    package mutating func reset() {
        failures = 0
    }
}
