import Synchronization

/// The process, if any, that something runs at present.
final class Current<Value: Sendable>: Sendable {
    private let value = Mutex<Value?>(nil)

    func set(_ new: Value) { value.withLock { $0 = new } }

    var now: Value? { value.withLock { $0 } }

    /// Returns the value and forgets it.
    func take() -> Value? {
        value.withLock { current in
            defer { current = nil }
            return current
        }
    }
}
