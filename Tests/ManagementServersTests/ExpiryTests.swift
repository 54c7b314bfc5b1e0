import Deadlines
import ManagementServers
import Testing

@Suite("Agents that are silent")
struct ExpiryTests {
    private func group(expiry: Nanoseconds) throws -> ServerGroup {
        var settings = GroupFixture.settings(.roundrobin)
        settings.agentExpiry = expiry
        settings.agents = [ConfiguredAgent(id: try GroupFixture.id("9"))]
        return ServerGroup(settings)
    }

    private func at(_ seconds: Int64) -> Instant { Instant.zero + .seconds(seconds) }

    @Test("by default a host that is down keeps its position for ever")
    func never() throws {
        var group = try group(expiry: .zero)
        group.register(AgentReport(id: try GroupFixture.id("1")), at: .zero)
        #expect(group.deadline(at: .zero) == nil)
        #expect(group.advance(at: at(1_000_000)).expired == [])
        #expect(group.agents.count == 2)
    }

    @Test("an agent is forgotten when it was silent for that long, a configured one stays known")
    func forgotten() throws {
        var group = try group(expiry: .seconds(100))
        for id in ["1", "2", "9"] { group.register(AgentReport(id: try GroupFixture.id(id)), at: .zero) }
        #expect(group.deadline(at: .zero) == at(100))
        group.register(AgentReport(id: try GroupFixture.id("2")), at: at(60))
        #expect(group.advance(at: at(99)).expired == [])
        let expired = group.advance(at: at(100)).expired
        #expect(expired.map(\.description) == ["1", "9"])
        #expect(group.agents.all.map(\.id.description) == ["2", "9"])
        #expect(group.deadline(at: at(100)) == at(160))
        #expect(group.advance(at: at(160)).expired.map(\.description) == ["2"])
        #expect(group.deadline(at: at(160)) == nil)
    }

    @Test("an expiry that a reload sets counts for those that are known")
    func setLater() throws {
        var group = try group(expiry: .zero)
        group.register(AgentReport(id: try GroupFixture.id("1")), at: .zero)
        var settings = group.settings
        settings.agentExpiry = .seconds(5)
        group.apply(settings)
        #expect(group.advance(at: at(6)).expired.map(\.description) == ["1"])
    }
}
