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
