import Deadlines

/// The time in which a group does not know all its agents yet, and so not their positions: each agent is answered with
/// the list that it holds.
struct Learning: Sendable {
    /// By then every agent that lives has registered.
    var until: Instant
    private(set) var held: [AgentID: HeldList] = [:]

    init(until: Instant) {
        self.until = until
    }

    mutating func note(_ report: AgentReport) {
        held[report.id] = report.held.flatMap { $0.servers.isEmpty ? nil : $0 }
    }
}
