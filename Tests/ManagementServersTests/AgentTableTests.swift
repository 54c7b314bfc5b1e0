import Deadlines
import ManagementServers
import Testing

@Suite("Who is known")
struct AgentTableTests {
    @Test("lists come in order of the ids, configured and registered agents together")
    func order() throws {
        var settings = GroupFixture.settings(.static)
        settings.agents = [
            ConfiguredAgent(id: try GroupFixture.id("20")), ConfiguredAgent(id: try GroupFixture.id("b")),
        ]
        var group = ServerGroup(settings)
        for agent in ["a", "3", "20"] { group.register(AgentReport(id: try GroupFixture.id(agent)), at: .zero) }
        #expect(group.lists.map(\.agent.description) == ["3", "20", "a", "b"])
        #expect(group.lists.map(\.isKnown) == [true, true, true, true])
    }

    @Test("what the configuration says of zone and cluster comes before what the agent says")
    func configurationFirst() throws {
        let id = try GroupFixture.id("42")
        var table = AgentTable()
        table.configure([ConfiguredAgent(id: id, zone: "z1")])
        table.register(AgentReport(id: id, zone: "z9", cluster: "rack-7"), at: Instant(nanoseconds: 5))
        #expect(table[id]?.zone == "z1")
        #expect(table[id]?.cluster == "rack-7")
        #expect(table[id]?.lastSeen == Instant(nanoseconds: 5))
        #expect(try table.position(of: GroupFixture.id("99"), zone: "z1") == 1)
        #expect(try table.position(of: GroupFixture.id("99"), zone: "z9") == 0)
    }

    @Test("an agent that leaves the configuration stays known only if it registered")
    func leavingTheConfiguration() throws {
        let (kept, dropped) = (try GroupFixture.id("1"), try GroupFixture.id("2"))
        var table = AgentTable()
        table.configure([ConfiguredAgent(id: kept, zone: "z1"), ConfiguredAgent(id: dropped, zone: "z1")])
        table.register(AgentReport(id: kept, zone: "z2"), at: .zero)
        table.configure([])
        #expect(table.all.map(\.id) == [kept])
        #expect(table[kept]?.zone == "z2")
        #expect(try table.position(of: GroupFixture.id("9"), zone: "z1") == 0)
        #expect(table.count == 1)
    }

    @Test("an agent that registers from another zone moves there")
    func movingZones() throws {
        let (first, second) = (try GroupFixture.id("1"), try GroupFixture.id("2"))
        var table = AgentTable()
        table.register(AgentReport(id: first, zone: "z1"), at: .zero)
        table.register(AgentReport(id: second, zone: "z1"), at: .zero)
        #expect(table.position(of: second, zone: nil) == 1)
        table.register(AgentReport(id: first, zone: "z2"), at: .zero)
        #expect(table.position(of: second, zone: nil) == 0)
        #expect(table.count == 2)
    }

    @Test("agents without a zone are counted among themselves")
    func withoutZone() throws {
        var table = AgentTable()
        table.register(AgentReport(id: try GroupFixture.id("1"), zone: "z1"), at: .zero)
        table.register(AgentReport(id: try GroupFixture.id("2")), at: .zero)
        table.register(AgentReport(id: try GroupFixture.id("3")), at: .zero)
        #expect(try table.position(of: GroupFixture.id("3"), zone: nil) == 1)
    }

    @Test("servers say how many agents prefer them and are connected to them")
    func standings() throws {
        var group = ServerGroup(GroupFixture.settings(.roundrobin))
        for (agent, server) in [("1", "10.1.1.1"), ("2", "10.1.1.1:8250"), ("3", "10.1.1.3"), ("4", "elsewhere")] {
            group.register(
                AgentReport(id: try GroupFixture.id(agent), zone: "z1", connectedTo: server), at: .zero)
        }
        group.setHealth(.down, of: ServerAddress(host: "10.1.1.2", port: 8250))
        #expect(group.standings.map(\.preferredBy) == [2, 0, 2])
        #expect(group.standings.map(\.connected) == [2, 0, 1])
        #expect(group.standings.map(\.health) == [.none, .down, .none])
    }

    @Test("a reload keeps the health of the servers that stay")
    func healthOverReload() throws {
        var group = ServerGroup(GroupFixture.settings(.static))
        group.setHealth(.down, of: ServerAddress(host: "10.1.1.2", port: 8250))
        group.apply(GroupFixture.settings(.static, servers: ["10.1.1.2", "10.1.1.4"]))
        #expect(group.standings.map(\.health) == [.down, .none])
        group.apply(GroupFixture.settings(.static, servers: ["10.1.1.4"]))
        group.apply(GroupFixture.settings(.static))
        #expect(group.standings.map(\.health) == [.none, .none, .none])
    }
}
