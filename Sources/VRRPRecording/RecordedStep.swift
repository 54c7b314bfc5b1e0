package import Deadlines
package import VRRPEngine

/// One thing that happened to a virtual router, with what came of it.
package struct RecordedStep: Sendable {
    package enum Input: Sendable {
        /// From here on the router is recorded; this is what it was.
        case began(RouterSettings, RouterCheckpoint)
        case event(Event)
        case reconfigured(RouterSettings)
    }

    package let at: Instant
    /// The instance's name.
    package let router: String
    package let input: Input
    /// What it asked for, in order.
    package let actions: [Action]
    /// When it wanted to be called next.
    package let deadline: Instant?

    package init(at: Instant, router: String, _ input: Input, actions: [Action], deadline: Instant?) {
        self.at = at
        self.router = router
        self.input = input
        self.actions = actions
        self.deadline = deadline
    }
}
