package import Deadlines

/// What a crashed predecessor left that goes by itself.
package struct Leftovers: Hashable, Sendable {
    /// When it was read from the kernel.
    package let since: Instant
    /// Seconds from then to the end of the first one.
    package let remaining: UInt32

    package init(since: Instant, remaining: UInt32) {
        self.since = since
        self.remaining = remaining
    }

    /// How long before their end the addresses are refreshed at `now`; nil where that is in the first half of their
    /// lifetime, as it should be.
    ///
    /// - Parameter lifetime: in seconds, from one refresh to the end.
    package func remainder(at now: Instant, ifLateFor lifetime: UInt32) -> Nanoseconds? {
        let left = Nanoseconds.seconds(Int64(remaining)) - (now - since)
        guard left < Nanoseconds.seconds(Int64(lifetime)) / 2 else { return nil }
        return max(left, .zero)
    }
}
