public import Deadlines

/// A change of state that happened.
public struct Transition: Hashable, Sendable {
    /// When.
    public let at: Instant
    /// The state before.
    public let from: VRRPState
    /// The state after.
    public let to: VRRPState
    /// Why, as a phrase.
    public let reason: String

    public init(at: Instant, from: VRRPState, to: VRRPState, reason: String) {
        self.at = at
        self.from = from
        self.to = to
        self.reason = reason
    }
}

/// The last transitions of a virtual router, oldest first.
public struct TransitionHistory: Hashable, Sendable {
    /// How many are kept.
    public static let capacity = 16

    public private(set) var transitions: [Transition] = []

    public init() {}

    /// Adds a transition; the oldest leaves where there are too many.
    public mutating func append(_ transition: Transition) {
        if transitions.count == Self.capacity { transitions.removeFirst() }
        transitions.append(transition)
    }
}
