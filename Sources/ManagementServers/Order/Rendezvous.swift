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
        let scores = servers.map { Self.score($0, seed) }
        // Scores are spread evenly, so that each says about where it will stand: first into boxes, one a place.
        func box(_ score: UInt64) -> Int { Int((~score).multipliedFullWidth(by: UInt64(servers.count)).high) }
        var ends = [Int](repeating: 0, count: servers.count)
        for score in scores { ends[box(score)] += 1 }
        for box in ends.indices.dropFirst() { ends[box] += ends[box - 1] }
        var order = [Int](repeating: 0, count: servers.count)
        for server in servers.indices.reversed() {
            let box = box(scores[server])
            ends[box] -= 1
            order[ends[box]] = server
        }
        Self.settle(&order, by: scores)
        return order
    }

    /// Sorts what is almost sorted. Of two equal scores the first configured server's counts.
    private static func settle(_ order: inout [Int], by scores: [UInt64]) {
        for next in order.indices.dropFirst() {
            let server = order[next]
            var place = next
            while place > 0, scores[order[place - 1]] < scores[server] {
                order[place] = order[place - 1]
                place -= 1
            }
            order[place] = server
        }
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
        hash.combine(agent)
        return hash.value
    }

    /// The bits of the two are mixed well enough that no server is preferred.
    private static func score(_ server: UInt64, _ agent: UInt64) -> UInt64 {
        var generator = SeededGenerator(seed: server ^ agent)
        return generator.next()
    }
}
