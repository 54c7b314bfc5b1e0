import Addresses
import Deadlines
import ManagementServers
import Testing

@Suite("Who may register")
struct AdmissionTests {
    private func group(_ agents: [String], most: Int, rate: Int) throws -> ServerGroup {
        var settings = GroupFixture.settings(.static)
        settings.maxAgents = most
        settings.maxNewAgentsPerSecond = rate
        var group = ServerGroup(settings)
        for agent in agents { group.register(AgentReport(id: try GroupFixture.id(agent)), at: .zero) }
        return group
    }

    private func isAdmitted(_ agent: String, to group: inout ServerGroup, from client: String?) throws -> Bool {
        let client = try client.map { try #require(IPAddress($0)) }
        return group.admit(try GroupFixture.id(agent), from: client, at: .zero) == .admitted
    }

    @Test("a full group refuses agents that it does not know, whoever asks, and none that it knows")
    func full() throws {
        var group = try group(["1", "2"], most: 2, rate: 0)
        #expect(group.isFull)
        for client in ["192.0.2.1", nil] {
            #expect(try isAdmitted("1", to: &group, from: client))
            #expect(try !isAdmitted("3", to: &group, from: client))
        }
        group.unregister(try GroupFixture.id("2"))
        #expect(try isAdmitted("3", to: &group, from: nil))
    }

    @Test("known agents and those of this host are not held up by the pace of new ones")
    func pace() throws {
        var group = try group(["1"], most: 10, rate: 1)
        #expect(try isAdmitted("2", to: &group, from: "192.0.2.1"))
        #expect(try !isAdmitted("3", to: &group, from: "192.0.2.1"))
        #expect(try isAdmitted("1", to: &group, from: "192.0.2.1"))
        #expect(try isAdmitted("3", to: &group, from: nil))
        #expect(try isAdmitted("3", to: &group, from: "192.0.2.2"))
    }

    @Test("a group that is made smaller keeps whom it knows")
    func smaller() throws {
        var group = try group(["1", "2", "3"], most: 3, rate: 0)
        var settings = group.settings
        settings.maxAgents = 1
        group.apply(settings)
        #expect(group.agents.count == 3)
        #expect(try isAdmitted("3", to: &group, from: nil))
        #expect(try !isAdmitted("4", to: &group, from: nil))
    }
}
