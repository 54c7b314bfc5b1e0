import Deadlines

/// Each agent gets a permutation of its own, seeded from the group, the agent and the servers: stable, and the same on
/// every node.
struct Shuffle: ServerOrder {
    func list(of servers: [ServerAddress], for place: AgentPlace) -> [ServerAddress] {
        var hash = StableHash()
        hash.combine(place.group)
        hash.combine(place.agent.description)
        for server in servers { hash.combine(server.description) }
        var generator = SeededGenerator(seed: hash.value)
        var list = servers
        // Fisher and Yates, spelt out: the standard library does not promise the same permutation in its next version,
        // and nodes of two versions must agree.
        for last in stride(from: list.count - 1, to: 0, by: -1) {
            let choice = Int(generator.next().multipliedFullWidth(by: UInt64(last + 1)).high)
            list.swapAt(last, choice)
        }
        return list
    }

    /// Any order of the same servers is as good as another; each must occur as often as in the expected list.
    func accepts(_ held: [String], insteadOf expected: [String]) -> Bool {
        let sorted = { (list: [String]) in
            list.map { Array($0.utf8) }.sorted { $0.lexicographicallyPrecedes($1) }
        }
        return sorted(held) == sorted(expected)
    }
}
