package import Deadlines

/// When what somebody else took away is put back: at once, and then, while it keeps going, after 0.1 s, 0.2 s and so on
/// up to 5 s.
package struct PutBackSchedule: Hashable, Sendable {
    private static let firstPause = Nanoseconds.milliseconds(100)
    private static let longestPause = Nanoseconds.seconds(5)
    private static let minute = Nanoseconds.seconds(60)
    /// More than this many in a minute are no accident.
    private static let tolerated = 5

    /// When something is to be put back.
    package private(set) var deadline: Instant?
    private var pause = Nanoseconds.zero
    /// When something was put back, in the last minute.
    private var recent: [Instant] = []

    package init() {}

    /// Something seems to be gone.
    package mutating func lost(at now: Instant) {
        guard deadline == nil else { return }
        guard let last = recent.last, now - last < Self.minute else {
            pause = .zero
            deadline = now
            return
        }
        deadline = max(now, last + pause)
    }

    /// Whether something is to be put back now. If so, no other time is planned until something is lost again.
    package mutating func takeDue(at now: Instant) -> Bool {
        guard let due = deadline, due <= now else { return false }
        deadline = nil
        return true
    }

    /// Something was gone and is there again, or cannot be put back and is to be tried again.
    ///
    /// - Returns: how often that was in the last minute, where it is too often to be an accident.
    package mutating func putBack(at now: Instant) -> Int? {
        pause = min(max(pause * 2, Self.firstPause), Self.longestPause)
        recent = recent.filter { now - $0 < Self.minute } + [now]
        return recent.count > Self.tolerated ? recent.count : nil
    }

    /// Nobody wants anything back any more.
    package mutating func cancel() {
        deadline = nil
    }
}
