/// A rule that gives each agent its order of a group's servers, as places in the configured list.
///
/// Equal arguments give equal orders on every node and in every process, and every order holds each place once.
protocol ServerOrder: Sendable {
    func order(for place: AgentPlace) -> [Int]
    /// The first of the order, without those that are to be avoided; nil where all are.
    func first(for place: AgentPlace, avoiding avoided: [Bool]) -> Int?
}

/// Which agent an order is for.
struct AgentPlace {
    let agent: AgentID
    /// How many agents of its zone come before it.
    let position: Int
}

extension ServerOrder {
    func first(for place: AgentPlace, avoiding avoided: [Bool]) -> Int? {
        order(for: place).first { !avoided[$0] }
    }
}
