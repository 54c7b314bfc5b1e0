import Deadlines

/// Each agent gets a permutation of its own, seeded from the group, the agent and the servers: stable, and the same on
/// every node.
struct Shuffle: ServerOrder {
    private let count: Int
    private let group: StableHash
    private let servers: [UInt8]

    init(group: String, servers: [ServerAddress]) {
        count = servers.count
        var hash = StableHash()
        hash.combine(group)
        self.group = hash
        // The separators are those of `StableHash`.
        self.servers = servers.flatMap { Array($0.description.utf8) + [0xFF] }
    }

    func order(for place: AgentPlace) -> [Int] {
        var hash = group
        hash.combine(place.agent.description)
        for byte in servers { hash.combine(byte: byte) }
        var generator = SeededGenerator(seed: hash.value)
        var order = Array(0..<count)
        // Fisher and Yates, spelt out: the standard library does not promise the same permutation in its next version,
        // and nodes of two versions must agree.
        for last in stride(from: count - 1, to: 0, by: -1) {
            let choice = Int(generator.next().multipliedFullWidth(by: UInt64(last + 1)).high)
            order.swapAt(last, choice)
        }
        return order
    }
}
