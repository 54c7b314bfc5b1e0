import ManagementServers
import Testing

@Suite("The rendezvous order")
struct RendezvousTests {
    private let servers = (1...8).map { "10.1.1.\($0)" }
    private let agents = (1...4_000).map(String.init)

    private func preferred(_ servers: [String]) throws -> [String?] {
        let group = try GroupFixture.group(.rendezvous, servers: servers, agents: agents)
        return group.lists.map(\.preferred)
    }

    @Test("the order of an agent is fixed, so that nodes of different builds agree")
    func golden() throws {
        let group = try GroupFixture.group(.rendezvous, servers: servers, agents: ["7"])
        #expect(try group.texts("7").map { $0.dropFirst(7) }.joined() == "41672853")
    }

    @Test("the configuration's order and other agents have no influence")
    func independence() throws {
        let one = try GroupFixture.group(.rendezvous, servers: servers, agents: ["7"])
        let other = try GroupFixture.group(.rendezvous, servers: servers.reversed(), agents: ["1", "7"])
        #expect(try one.texts("7") == other.texts("7"))
    }

    @Test("a server that is removed moves its own agents only, each to its second choice")
    func removal() throws {
        let before = try GroupFixture.group(.rendezvous, servers: servers, agents: agents)
        let after = try GroupFixture.group(.rendezvous, servers: servers.dropLast(), agents: agents)
        for agent in agents {
            #expect(try after.texts(agent) == before.texts(agent).filter { $0 != "10.1.1.8" })
        }
    }

    @Test("a server that is added moves one agent in n, and to itself only")
    func addition() throws {
        let before = try preferred(servers.dropLast())
        let after = try preferred(servers)
        let moved = zip(before, after).filter { $0 != $1 }
        #expect(moved.allSatisfy { $0.1 == "10.1.1.8" })
        // One in eight, and one in a hundred.
        #expect(moved.count <= agents.count / 8 + agents.count / 100)
    }

    @Test("each server is preferred by about as many agents")
    func spread() throws {
        let counts = Dictionary(grouping: try preferred(servers)) { $0 }.mapValues(\.count)
        #expect(counts.count == 8)
        #expect(counts.values.allSatisfy { (400...600).contains($0) })
    }

    @Test("repeated servers are kept")
    func repeated() throws {
        let group = try GroupFixture.group(.rendezvous, servers: ["a", "a", "b"], agents: ["1"])
        #expect(try group.texts("1").sorted() == ["a", "a", "b"])
    }
}
