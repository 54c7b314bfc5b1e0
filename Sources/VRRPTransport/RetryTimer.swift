package import Deadlines

/// When something that did not work is to be tried again.
package struct RetryTimer: Sendable {
    private let pause: Nanoseconds
    /// When the next attempt is due, nil where none is needed.
    package private(set) var deadline: Instant?

    /// - Parameter pause: from a failure to the next attempt.
    package init(every pause: Nanoseconds) {
        self.pause = pause
    }

    /// Something failed at `now`. An attempt that is planned already stays where it is.
    package mutating func start(at now: Instant) {
        if deadline == nil { deadline = now + pause }
    }

    /// Whether an attempt is due at `now`. If so, no other is planned until something fails again.
    package mutating func takeDue(at now: Instant) -> Bool {
        guard let due = deadline, due <= now else { return false }
        deadline = nil
        return true
    }
}
