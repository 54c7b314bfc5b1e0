package import Deadlines

/// The idle connection that is kept beside a check: what happens to it and instants in, decisions and one deadline out.
///
/// Its end alone says nothing about the server. It only has the check run at once, and what that finds decides.
package struct KeptConnection: Hashable, Sendable {
    /// A server that closes so many idle connections although it answers is not asked to keep any.
    package static let closesInPeace = 2
    /// A connection begins at a point of this time after the check that allows it: servers that came back together
    /// are not all connected to together.
    package static let longestPause = Nanoseconds.seconds(1)

    /// A check that passes right after the connection's end is made again after this: a process that dies closes its
    /// connections before its listener, and the kernel takes connections for it in between.
    package static let secondLook = Nanoseconds.milliseconds(5)

    /// What a check's result leads to.
    package enum Decision: Hashable, Sendable {
        case nothing
        /// The check is to run again.
        case check(at: Instant)
        /// From now on.
        case leaveInPeace
    }

    private enum State: Hashable, Sendable {
        /// None, until the check passes.
        case none
        case waiting(until: Instant)
        case connecting
        case open
        /// It has ended, or was refused where `wasOpen` is not set, and so many checks since were refused or reset; one
        /// has passed where `passed` is set.
        case ended(refusals: Int, passed: Bool, wasOpen: Bool)
        case leftInPeace
    }

    private let rule: KeptConnectionRule
    private var state = State.none
    /// How often the connection has ended although the server answered.
    private var idleEnds = 0

    package init(_ rule: KeptConnectionRule) {
        self.rule = rule
    }

    package var isOpen: Bool { state == .open }
    package var isLeftInPeace: Bool { state == .leftInPeace }

    /// When the next connection is to begin; nil while none is.
    package var deadline: Instant? {
        if case .waiting(let instant) = state { instant } else { nil }
    }

    /// How many refusals in a row the check forgives now; nil where only its own rule holds.
    package var forgiving: Int? {
        if case .ended = state { rule.retry } else { nil }
    }

    /// Takes note that the connection begins. False where it is not to, any more.
    package mutating func begin() -> Bool {
        guard case .waiting = state else { return false }
        state = .connecting
        return true
    }

    /// The connection is made.
    package mutating func opened() {
        if state == .connecting { state = .open }
    }

    /// The connection was not made, or is given up. The next one begins after a check that passes.
    package mutating func closed() {
        if state != .leftInPeace { state = .none }
    }

    /// The connection has ended: closed or reset by the server, or silent for too long.
    ///
    /// - Returns: whether the check is to run at once.
    package mutating func ended() -> Bool {
        guard state == .open else {
            closed()
            return false
        }
        state = .ended(refusals: 0, passed: false, wasOpen: true)
        return true
    }

    /// The connection was refused, although the check before it passed: the server may have died in between.
    ///
    /// - Returns: whether the check is to run at once.
    package mutating func refused() -> Bool {
        guard state == .connecting else { return false }
        state = .ended(refusals: 0, passed: true, wasOpen: false)
        return true
    }

    /// Takes the result of a check in.
    ///
    /// - Parameters:
    ///   - verdict: what stands after this result.
    ///   - chance: any number.
    package mutating func checked(
        _ result: CheckResult, verdict: Verdict?, at now: Instant, chance: UInt64
    ) -> Decision {
        switch (result, state) {
        case (_, .leftInPeace), (.local, _):
            return .nothing
        case (_, _) where verdict != .up:
            state = .none
        case (.passed, .ended(refusals: 0, passed: false, let wasOpen)):
            state = .ended(refusals: 0, passed: true, wasOpen: wasOpen)
            return .check(at: now + Self.secondLook)
        case (.passed, .ended(refusals: 0, passed: true, wasOpen: false)):
            // A listener that was full for a moment closes no idle connections.
            state = .none
        case (.passed, .ended(refusals: 0, passed: true, wasOpen: true)):
            idleEnds += 1
            guard idleEnds < Self.closesInPeace else {
                state = .leftInPeace
                return .leaveInPeace
            }
            wait(from: now, chance)
        case (.passed, .none), (.passed, .ended):
            wait(from: now, chance)
        case (.refused, .ended(let refusals, let passed, let wasOpen)):
            state = .ended(refusals: refusals + 1, passed: passed, wasOpen: wasOpen)
        case (.failed, .ended):
            // Neither refused nor reset: the check's own rule judges it.
            state = .none
        default:
            break
        }
        return .nothing
    }

    private mutating func wait(from now: Instant, _ chance: UInt64) {
        let pause = chance.multipliedFullWidth(by: Self.longestPause.count.magnitude).high
        state = .waiting(until: now + Nanoseconds(Int64(clamping: pause)))
    }
}
