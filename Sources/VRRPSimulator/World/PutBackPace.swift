import Deadlines

/// How soon an address that somebody else deleted is put back: at once, and then with a back-off from 0.1 to 5 s.
struct PutBackPace: Sendable {
    private static let first = Nanoseconds.milliseconds(100)
    static let longest = Nanoseconds.seconds(5)
    /// After so long without a deletion it begins anew.
    private static let forgets = Nanoseconds.seconds(60)

    private var delay = Nanoseconds.zero
    private var lastDeletion: Instant?
    /// When the addresses are put back, on the node's clock.
    private(set) var due: Instant?

    mutating func deleted(at now: Instant) {
        if let lastDeletion, now - lastDeletion < Self.forgets {
            delay = delay == .zero ? Self.first : min(delay * 2, Self.longest)
        } else {
            delay = .zero
        }
        lastDeletion = now
        due = due ?? now + delay
    }

    mutating func settle() { due = nil }
}
