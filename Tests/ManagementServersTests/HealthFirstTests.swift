import Deadlines
import ManagementServers
import Testing

@Suite("Servers that fail or drain")
struct HealthFirstTests {
    private let servers = (1...5).map { "10.1.1.\($0)" }
    private let agents = (1...40).map(String.init)

    private func address(_ host: String) -> ServerAddress { ServerAddress(host: host, port: 8250) }

    @Test(
        "a server that fails goes to the end of every list, and only its own agents move",
        arguments: OrderingAlgorithm.allCases)
    func failing(algorithm: OrderingAlgorithm) throws {
        let healthy = try GroupFixture.group(algorithm, servers: servers, agents: agents)
        var group = healthy
        group.setHealth(.down, of: address("10.1.1.2"))
        for agent in agents {
            let before = try healthy.texts(agent)
            let after = try group.texts(agent)
            #expect(after == before.filter { $0 != "10.1.1.2" } + ["10.1.1.2"])
            if before.first != "10.1.1.2" { #expect(after.first == before.first) }
        }
        #expect(try group.list(for: GroupFixture.id("1")).avoid == ["10.1.1.2"])
        group.setHealth(.up, of: address("10.1.1.2"))
        #expect(group.lists.map(\.servers) == healthy.lists.map(\.servers))
    }

    @Test(
        "a list is never shorter because of health; where all servers fail it is as if none did",
        arguments: OrderingAlgorithm.allCases)
    func allFail(algorithm: OrderingAlgorithm) throws {
        let healthy = try GroupFixture.group(algorithm, servers: servers, agents: agents)
        var group = healthy
        group.setHealth(servers.map { (address($0), .down) })
        #expect(group.lists.map(\.servers) == healthy.lists.map(\.servers))
        #expect(group.standings.map(\.preferredBy) == healthy.standings.map(\.preferredBy))
        #expect(try group.list(for: GroupFixture.id("1")).avoid == servers)
    }

    @Test("what is counted is what the lists say", arguments: OrderingAlgorithm.allCases)
    func counted(algorithm: OrderingAlgorithm) throws {
        var group = try GroupFixture.group(algorithm, servers: servers, agents: agents)
        group.setHealth([(address("10.1.1.1"), .down), (address("10.1.1.4"), .down)])
        let counts = Dictionary(grouping: group.lists.compactMap(\.preferred)) { $0 }.mapValues(\.count)
        #expect(group.standings.map(\.preferredBy) == servers.map { counts[$0] ?? 0 })
        #expect(counts["10.1.1.1"] == nil)
    }

    @Test("an agent that holds the list of a failing server's order is up to date with it only")
    func upToDate() throws {
        var group = try GroupFixture.group(.static, agents: ["1"])
        group.setHealth(.down, of: address("10.1.1.1"))
        #expect(try group.isUpToDate("1", holding: "10.1.1.1,10.1.1.2,10.1.1.3@static") == false)
        #expect(try group.isUpToDate("1", holding: "10.1.1.2,10.1.1.3,10.1.1.1@static") == true)
    }
}
