import Deadlines

/// Each agent gets a permutation of its own, seeded from the group, the servers and the agent: stable, and the same on
/// every node.
struct Shuffle: ServerOrder {
    private let count: Int
    /// Of the group and the servers: what is the same for all agents is hashed once.
    private let seed: StableHash

    init(group: String, servers: [ServerAddress]) {
        count = servers.count
        var hash = StableHash()
        hash.combine(group)
        for server in servers { hash.combine(server.description) }
        seed = hash
    }

    func order(for place: AgentPlace) -> [Int] {
        var generator = generator(for: place.agent)
        var order = Array(0..<count)
        // Fisher and Yates, spelt out: the standard library does not promise the same permutation in its next version,
        // and nodes of two versions must agree. From the front, so that the first place takes one step.
        for next in 0..<max(0, count - 1) { order.swapAt(next, next + Self.choice(among: count - next, &generator)) }
        return order
    }

    func first(for place: AgentPlace, avoiding avoided: [Bool]) -> Int? {
        guard count > 0 else { return nil }
        var generator = generator(for: place.agent)
        let first = count > 1 ? Self.choice(among: count, &generator) : 0
        return avoided[first] ? order(for: place).first { !avoided[$0] } : first
    }

    private func generator(for agent: AgentID) -> SeededGenerator {
        var hash = seed
        hash.combine(agent)
        return SeededGenerator(seed: hash.value)
    }

    private static func choice(among count: Int, _ generator: inout SeededGenerator) -> Int {
        Int(generator.next().multipliedFullWidth(by: UInt64(count)).high)
    }
}
