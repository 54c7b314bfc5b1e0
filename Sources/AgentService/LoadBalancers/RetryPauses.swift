import Deadlines
import ManagedAgent

/// Waits between failures, longer with each.
struct RetryPauses {
    private var pause = RetryPause()
    private var chance = SystemRandomNumberGenerator()

    mutating func wait() async {
        try? await Task.sleep(for: .nanoseconds(pause.next(using: &chance).count))
    }

    mutating func reset() {
        pause.reset()
    }
}
