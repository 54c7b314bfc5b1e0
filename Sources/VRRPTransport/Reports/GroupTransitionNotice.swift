package import Deadlines
package import VRRPEngine

/// A sync group changed its state: every member became master, or the first one stopped being that.
package struct GroupTransitionNotice: Hashable, Sendable {
    /// The group's name.
    package let name: String
    package let from: VRRPState
    package let to: VRRPState
    package let at: Instant

    package init(name: String, from: VRRPState, to: VRRPState, at: Instant) {
        self.name = name
        self.from = from
        self.to = to
        self.at = at
    }
}
