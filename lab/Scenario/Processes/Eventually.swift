package import Deadlines
import Polling

/// A condition that did not come true in time.
package struct NeverHappened: Error, CustomStringConvertible {
    package let what: String
    package let limit: Nanoseconds

    package var description: String { "did not happen within \(limit): \(what)" }
}

/// Asks again and again until the condition holds, and returns how long that took. What the condition throws counts as
/// "not yet" until the time is over.
@discardableResult
package func eventually(
    _ what: String, within limit: Nanoseconds, every pause: Nanoseconds = .milliseconds(50),
    _ condition: () async throws -> Bool
) async throws -> Nanoseconds {
    let start = MonotonicClock.now
    while true {
        if (try? await condition()) == true { return MonotonicClock.now - start }
        guard MonotonicClock.now - start < limit else {
            // Once more with its error in the open, so that the reason is not lost.
            guard try await condition() else { throw NeverHappened(what: what, limit: limit) }
            return MonotonicClock.now - start
        }
        try await Task.sleep(for: .nanoseconds(pause.count))
    }
}
