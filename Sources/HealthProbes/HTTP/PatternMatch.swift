import HealthChecker
import Synchronization

/// A body that is to be looked at, between the exchange that got it and the thread that looks.
final class PatternMatch: Sendable {
    /// What becomes of it; one step forward, once.
    private enum Stage: UInt8, AtomicRepresentable {
        case waiting
        case begun
        case withdrawn
    }

    /// What the answer comes to that is right but for its body.
    let answer: CheckResult
    let body: [UInt8]
    let pattern: BodyPattern
    private let stage = Atomic(Stage.waiting)

    init(_ answer: CheckResult, _ body: [UInt8], by pattern: BodyPattern) {
        (self.answer, self.body, self.pattern) = (answer, body, pattern)
    }

    /// Notes that its turn has come. False where nobody waits for it any more.
    func begin() -> Bool { leave(for: .begun) }

    /// Has it not be looked at. False where that has begun.
    func withdraw() -> Bool { leave(for: .withdrawn) }

    private func leave(for stage: Stage) -> Bool {
        self.stage.compareExchange(expected: .waiting, desired: stage, ordering: .relaxed).exchanged
    }
}
