package import Deadlines

/// Lets the first report of a kind through and then one in a minute, with the number left out in between.
///
/// Kinds are a fixed few, not sources: a stranger who changes his address with every packet gains nothing.
package struct ReportLimiter: Sendable {
    private struct Kind: Sendable {
        var next: Instant
        var suppressed: UInt64
    }

    private static let pause = Nanoseconds.seconds(60)
    private var kinds: [String: Kind] = [:]

    package init() {}

    /// The same under a budget that many share: where it is used up, this one is suppressed, and the next one may be let
    /// through.
    package mutating func admit(_ kind: String, at now: Instant, within budget: inout ReportBudget) -> UInt64? {
        guard let suppressed = admit(kind, at: now) else { return nil }
        if budget.take(at: now) { return suppressed }
        kinds[kind] = Kind(next: now, suppressed: suppressed &+ 1)
        return nil
    }

    /// How many of this kind were suppressed since the last one let through; nil when this one is to be, too.
    package mutating func admit(_ kind: String, at now: Instant) -> UInt64? {
        guard let known = kinds[kind], now < known.next else {
            let suppressed = kinds[kind]?.suppressed ?? 0
            kinds[kind] = Kind(next: now + Self.pause, suppressed: 0)
            return suppressed
        }
        kinds[kind] = Kind(next: known.next, suppressed: known.suppressed &+ 1)
        return nil
    }
}

/// How many reports are let through in a second, whatever they are about.
package struct ReportBudget: Sendable {
    private static let mostInASecond = 5

    private var second = Instant.zero
    private var used = 0

    package init() {}

    /// Whether one more is let through; if so, it counts.
    package mutating func take(at now: Instant) -> Bool {
        if now - second >= .seconds(1) {
            second = now
            used = 0
        }
        guard used < Self.mostInASecond else { return false }
        used += 1
        return true
    }
}
