/// Each server is first for as many agents of a zone as its weight says, give or take less than one. The agents of one
/// server have the others in turn behind it, so that they spread over all when it fails; servers of weight 0 are last.
struct Weighted: ServerOrder {
    private let turns: WeightedTurns
    /// The places of servers with a weight, then of those without.
    private let chosen: [Int]
    private let others: [Int]

    init(weights: [Int]) {
        turns = WeightedTurns(weights)
        let hasWeights = weights.contains { $0 > 0 }
        chosen = weights.indices.filter { !hasWeights || weights[$0] > 0 }
        others = weights.indices.filter { hasWeights && weights[$0] <= 0 }
    }

    func order(for place: AgentPlace) -> [Int] {
        guard let turn = turns[place.position] else { return chosen + others }
        var order: [Int] = []
        order.reserveCapacity(chosen.count + others.count)
        order.append(turn.server)
        let rest = chosen.count - 1
        if rest > 0 {
            // The others, from another one on for each agent of this server.
            let own = chosen.firstIndex(of: turn.server) ?? 0
            for step in 0..<rest { order.append(chosen[(own + 1 + (turn.before + step) % rest) % chosen.count]) }
        }
        order.append(contentsOf: others)
        return order
    }

    func first(for place: AgentPlace, avoiding avoided: [Bool]) -> Int? {
        if let turn = turns[place.position], !avoided[turn.server] { return turn.server }
        return order(for: place).first { !avoided[$0] }
    }
}
