import Deadlines

/// The time in which a group does not know all its agents yet, and so not their positions: each agent is answered with
/// the list that it holds.
struct Learning: Sendable {
    /// By then every agent that lives has registered.
    var until: Instant
}
