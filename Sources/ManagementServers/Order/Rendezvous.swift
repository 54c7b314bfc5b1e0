import Deadlines

/// Each agent orders the servers by a hash of itself and each of them, highest first. A server that comes or goes moves
/// only the agents that it gets or had: one in n.
struct Rendezvous: ServerOrder {
    private let group: StableHash
    /// A server that is repeated is as many servers.
    private let servers: [UInt64]

    init(group: String, servers: [ServerAddress]) {
        var hash = StableHash()
        hash.combine(group)
        self.group = hash
        var seen: [ServerAddress: UInt64] = [:]
        self.servers = servers.map { server in
            let before = seen[server, default: 0]
            seen[server] = before + 1
            var hash = StableHash()
            hash.combine(server.description)
            hash.combine(before)
            return hash.value
        }
    }

    func order(for place: AgentPlace) -> [Int] {
        let seed = seed(of: place.agent)
        // Of two equal scores the first configured server's counts.
        return servers.enumerated().map { (place: $0, score: Self.score($1, seed)) }
            .sorted { $0.score != $1.score ? $0.score > $1.score : $0.place < $1.place }
            .map(\.place)
    }

    func first(for place: AgentPlace, avoiding avoided: [Bool]) -> Int? {
        let seed = seed(of: place.agent)
        var best: (index: Int, score: UInt64)?
        for index in servers.indices where !avoided[index] {
            let score = Self.score(servers[index], seed)
            if best.map({ score > $0.score }) ?? true { best = (index, score) }
        }
        return best?.index
    }

    private func seed(of agent: AgentID) -> UInt64 {
        var hash = group
        hash.combine(agent.description)
        return hash.value
    }

    /// The bits of the two are mixed well enough that no server is preferred.
    private static func score(_ server: UInt64, _ agent: UInt64) -> UInt64 {
        var generator = SeededGenerator(seed: server ^ agent)
        return generator.next()
    }
}
