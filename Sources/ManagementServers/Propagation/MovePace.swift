package import Deadlines

/// How many agents may be moved from one server to another: a bucket of tokens, full at one second's worth.
package struct MovePace: Hashable, Sendable {
    /// Moves a second; 0 means that nothing holds them up.
    package private(set) var rate: Int
    // In moves x nanoseconds, so that no part of a move is lost.
    private var credit: Int64
    private var countedAt: Instant?

    private static let second = Nanoseconds.seconds(1).count
    private static let highestRate = 1_000_000

    package init(rate: Int) {
        self.rate = min(max(0, rate), Self.highestRate)
        credit = Int64(self.rate) * Self.second
    }

    package mutating func change(rate: Int) {
        self.rate = min(max(0, rate), Self.highestRate)
        credit = min(credit, Int64(self.rate) * Self.second)
    }

    /// Takes up to this many moves and says how many it were.
    package mutating func take(_ count: Int, at now: Instant) -> Int {
        guard rate > 0 else { return count }
        refill(at: now)
        let taken = min(Int64(count), credit / Self.second)
        credit -= taken * Self.second
        return Int(taken)
    }

    /// Whether as many may be taken as ever.
    package func isFull(at now: Instant) -> Bool {
        var pace = self
        pace.refill(at: now)
        return pace.credit == Int64(rate) * Self.second
    }

    /// When the next move may be taken.
    package func next(at now: Instant) -> Instant {
        var pace = self
        pace.refill(at: now)
        guard rate > 0, pace.credit < Self.second else { return now }
        return now + Nanoseconds((Self.second - pace.credit + Int64(rate) - 1) / Int64(rate))
    }

    private mutating func refill(at now: Instant) {
        defer { countedAt = now }
        guard let countedAt, countedAt < now else { return }
        let passed = min((now - countedAt).count, Self.second)
        credit = min(credit + passed * Int64(rate), Int64(rate) * Self.second)
    }
}
