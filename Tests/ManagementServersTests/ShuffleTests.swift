import ManagementServers
import Testing

@Suite("The shuffle order")
struct ShuffleTests {
    private let servers = (1...8).map { "10.1.1.\($0)" }

    @Test("an agent gets the same permutation each time, whoever else is known")
    func stable() throws {
        let one = try GroupFixture.group(.shuffle, servers: servers, agents: ["7"])
        let many = try GroupFixture.group(.shuffle, servers: servers, agents: ["1", "2", "7", "9"])
        #expect(try one.texts("7") == many.texts("7"))
        #expect(try one.texts("7").sorted() == servers)
    }

    @Test("the permutation of an agent is fixed, so that nodes of different builds agree")
    func golden() throws {
        let group = try GroupFixture.group(.shuffle, servers: servers, agents: ["7"])
        #expect(try group.texts("7").map { $0.dropFirst(7) } == ["6", "7", "5", "3", "4", "1", "8", "2"])
    }

    @Test("agents get different permutations, each server first for some")
    func spread() throws {
        let agents = (1...400).map(String.init)
        let group = try GroupFixture.group(.shuffle, servers: servers, agents: agents)
        let first = try Set(agents.map { try #require(try group.texts($0).first) })
        #expect(first == Set(servers))
    }

    @Test("the group's name and the servers' order change the permutation")
    func seeds() throws {
        let agents = (1...20).map(String.init)
        let group = try GroupFixture.group(.shuffle, servers: servers, agents: agents)
        var other = GroupFixture.settings(.shuffle, servers: servers)
        other.name = "other"
        let renamed = ServerGroup(other)
        let reordered = try GroupFixture.group(.shuffle, servers: servers.reversed(), agents: agents)
        let lists = try agents.map { try group.texts($0) }
        #expect(try lists != agents.map { try renamed.texts($0) })
        #expect(try lists != agents.map { try reordered.texts($0) })
    }

    @Test("the preferred server is the first of the list, also when others are down", arguments: [1, 2, 3, 8])
    func preferred(count: Int) throws {
        var group = try GroupFixture.group(
            .shuffle, servers: Array(servers.prefix(count)), agents: (1...200).map(String.init))
        func standsFirst() -> [Int] {
            group.standings.map { standing in
                group.lists.count { $0.preferred == standing.server.address.text(defaultPort: 8250) }
            }
        }
        #expect(group.standings.map(\.preferredBy) == standsFirst())
        group.setHealth(.down, of: group.settings.servers[0].address)
        #expect(group.standings.map(\.preferredBy) == standsFirst())
    }

    @Test("repeated servers are kept")
    func repeated() throws {
        let group = try GroupFixture.group(.shuffle, servers: ["a", "a", "b"], agents: ["1"])
        #expect(try group.texts("1").sorted() == ["a", "a", "b"])
    }
}
