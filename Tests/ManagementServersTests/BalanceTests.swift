import Deadlines
import ManagementServers
import Testing

@Suite("How agents are spread")
struct BalanceTests {
    @Test("roundrobin spreads within one, and a server that comes or goes moves many")
    func roundRobin() throws {
        let group = try GroupFixture.group(.roundrobin, agents: (0..<12).map(String.init))
        let balance = group.balance
        #expect(balance.servers.map(\.standing.preferredBy) == [4, 4, 4])
        #expect(balance.spread == 0)
        #expect(balance.servers.map(\.ideal) == [4, 4, 4])
        // Positions 0 and 1 of each six stay with two servers of three, 0, 1 and 2 of twelve with four.
        #expect(balance.servers.last?.movedByRemoval == 8)
        #expect(balance.movedByAddition == 9)
    }

    @Test("rendezvous moves the agents of the server that goes, and no others")
    func rendezvous() throws {
        let group = try GroupFixture.group(.rendezvous, agents: (0..<300).map(String.init))
        let balance = group.balance
        #expect(balance.servers.map(\.movedByRemoval) == balance.servers.map(\.standing.preferredBy))
        #expect(balance.movedByAddition < 100)
    }

    @Test("the ideal follows weights, and servers that are avoided have no share")
    func ideal() throws {
        var settings = GroupFixture.settings(.weighted)
        settings.servers[0].weight = 3
        var group = ServerGroup(settings)
        for id in 0..<10 { group.register(AgentReport(id: try GroupFixture.id(String(id))), at: .zero) }
        #expect(group.balance.servers.map(\.ideal) == [6, 2, 2])
        group.setHealth(.down, of: ServerAddress(host: GroupFixture.m2, port: 8250))
        #expect(group.balance.servers.map(\.ideal) == [7.5, 0, 2.5])
    }
}
