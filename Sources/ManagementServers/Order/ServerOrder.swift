/// A rule that gives each agent its list.
///
/// Equal arguments give equal lists on every node and in every process, and every list holds all servers of the group,
/// repeated ones as often as they are configured.
protocol ServerOrder {
    func list(of servers: [ServerAddress], for place: AgentPlace) -> [ServerAddress]
    /// Whether the list an agent holds is as good as the one it would get now.
    func accepts(_ held: [String], insteadOf expected: [String]) -> Bool
}

/// Which agent of which group a list is for.
struct AgentPlace: Hashable, Sendable {
    let group: String
    let agent: AgentID
    /// How many agents of its zone come before it.
    let position: Int
}

extension ServerOrder {
    /// Element by element, as text.
    func accepts(_ held: [String], insteadOf expected: [String]) -> Bool {
        held.elementsEqual(expected) { $0.utf8.elementsEqual($1.utf8) }
    }
}
