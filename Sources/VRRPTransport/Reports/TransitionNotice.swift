package import Deadlines
package import VRRPEngine

/// A virtual router changed its state.
package struct TransitionNotice: Hashable, Sendable {
    /// The instance's name.
    package let name: String
    package let from: VRRPState
    package let to: VRRPState
    /// Why, as a phrase.
    package let reason: String
    /// The priority that counts in the election.
    package let priority: UInt8
    package let at: Instant

    package init(name: String, from: VRRPState, to: VRRPState, reason: String, priority: UInt8, at: Instant) {
        self.name = name
        self.from = from
        self.to = to
        self.reason = reason
        self.priority = priority
        self.at = at
    }
}
