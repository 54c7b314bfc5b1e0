import Deadlines
import ManagementServers
import Testing

@Suite("The weighted order")
struct WeightedTests {
    private func settings(_ weights: [Int]) -> ServerGroupSettings {
        var settings = GroupFixture.settings(.weighted, servers: weights.indices.map { "s\($0)" })
        for index in weights.indices { settings.servers[index].weight = weights[index] }
        return settings
    }

    /// How many of the first `count` agents prefer each server, after each of them.
    private func preferences(_ weights: [Int], _ count: Int) throws -> [String] {
        var group = ServerGroup(settings(weights))
        for id in 0..<count { group.register(AgentReport(id: try GroupFixture.id(String(id))), at: .zero) }
        return group.lists.compactMap(\.preferred)
    }

    @Test(
        "after any number of agents each server has its share, give or take less than one",
        arguments: [
            [1], [1, 1], [1, 2], [5, 1, 1], [3, 2, 2, 1, 1], [7, 11, 13], [1, 1, 1, 1, 1, 1, 1, 9], [2, 4, 6],
        ])
    func shares(weights: [Int]) throws {
        let total = weights.reduce(0, +)
        var had = [Int](repeating: 0, count: weights.count)
        for (index, server) in try preferences(weights, total * 3 + 1).enumerated() {
            let place = try #require(Int(server.dropFirst()))
            had[place] += 1
            for (server, weight) in weights.enumerated() {
                // The distance from the ideal, times the total.
                #expect(abs(had[server] * total - weight * (index + 1)) < total)
            }
        }
        #expect(had.reduce(0, +) == total * 3 + 1)
    }

    @Test("random weights keep their shares, too")
    func randomShares() throws {
        var generator = SeededGenerator(seed: 7)
        for _ in 0..<20 {
            let weights = (0..<Int.random(in: 2...9, using: &generator)).map { _ in
                Int.random(in: 1...40, using: &generator)
            }
            try shares(weights: weights)
        }
    }

    @Test("agents of one server have different second choices")
    func secondChoices() throws {
        var group = ServerGroup(settings([2, 1, 1, 1]))
        for id in 0..<60 { group.register(AgentReport(id: try GroupFixture.id(String(id))), at: .zero) }
        let lists = group.lists.map(\.servers).filter { $0.first == "s0" }
        let seconds = Dictionary(grouping: lists) { $0[1] }.mapValues(\.count)
        #expect(seconds == ["s1": 8, "s2": 8, "s3": 8])
        #expect(lists.allSatisfy { $0.sorted() == ["s0", "s1", "s2", "s3"] })
    }

    @Test("a server of weight 0 is last in every list, and where all have it none is left out")
    func withoutWeight() throws {
        var group = ServerGroup(settings([1, 0, 1]))
        for id in 0..<6 { group.register(AgentReport(id: try GroupFixture.id(String(id))), at: .zero) }
        #expect(group.lists.allSatisfy { $0.servers.last == "s1" })
        #expect(Set(try preferences([0, 0], 4)) == ["s0", "s1"])
    }

    @Test("large weights in a plain proportion take no more room than small ones")
    func largeWeights() throws {
        #expect(try preferences([60_000, 30_000], 6) == preferences([2, 1], 6))
    }
}
