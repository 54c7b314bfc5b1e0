package import Deadlines

/// How many servers of a service have left within a second because their kept connections ended.
package struct FastRemovalPace: Hashable, Sendable {
    private static let period = Nanoseconds.seconds(1)

    /// When they left, the oldest first.
    private var removals: [Instant] = []

    package init() {}

    /// Counts one more, unless `most` have left within the second before `now`.
    package mutating func take(_ most: Int, at now: Instant) -> Bool {
        removals.removeAll { now - $0 >= Self.period }
        guard removals.count < most else { return false }
        removals.append(now)
        return true
    }
}
