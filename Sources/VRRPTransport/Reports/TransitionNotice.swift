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
    package let at: Instant

    package init(name: String, from: VRRPState, to: VRRPState, reason: String, at: Instant) {
        self.name = name
        self.from = from
        self.to = to
        self.reason = reason
        self.at = at
    }
}
