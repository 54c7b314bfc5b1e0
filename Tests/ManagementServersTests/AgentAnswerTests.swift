import Deadlines
import ManagementServers
import Testing

@Suite("What comes with an agent's list")
struct AgentAnswerTests {
    private func group() throws -> ServerGroup {
        var settings = GroupFixture.settings(.static, interval: .seconds(60))
        settings.clusterIntervals = ["rack-7": .seconds(30)]
        settings.servers[2].address = ServerAddress(host: "2001:db8::3", port: 9250)
        settings.agents = [ConfiguredAgent(id: try GroupFixture.id("42"), zone: "z1", cluster: "rack-7")]
        return ServerGroup(settings)
    }

    @Test("the port is shown where it is not the group's default, with brackets around IPv6")
    func ports() throws {
        #expect(try group().texts("42") == ["10.1.1.1", "10.1.1.2", "[2001:db8::3]:9250"])
        #expect(ServerAddress(host: "ms1.example.org", port: 9).text(defaultPort: 8250) == "ms1.example.org:9")
        #expect(ServerAddress(host: "2001:db8::3", port: 8250).text(defaultPort: 8250) == "2001:db8::3")
    }

    @Test("a cluster's own interval comes before the group's")
    func intervals() throws {
        var group = try group()
        group.register(AgentReport(id: try GroupFixture.id("43"), zone: "z1", cluster: "rack-8"), at: .zero)
        #expect(try group.list(for: GroupFixture.id("42")).checkInterval == .seconds(30))
        #expect(try group.list(for: GroupFixture.id("43")).checkInterval == .seconds(60))
        #expect(try group.list(for: GroupFixture.id("44")).checkInterval == .seconds(60))
    }

    @Test("servers that drain or are down are to be avoided, each named once")
    func avoid() throws {
        var settings = GroupFixture.settings(.static, servers: ["a", "b", "a", "c"])
        settings.servers[3].isDraining = true
        var group = ServerGroup(settings)
        let id = try GroupFixture.id("1")
        group.setHealth(.down, of: ServerAddress(host: "a", port: 8250))
        group.setHealth(.unknown, of: ServerAddress(host: "b", port: 8250))
        #expect(group.list(for: id).avoid == ["a", "c"])
        #expect(group.list(for: id).servers == ["b", "a", "a", "c"])
        group.setHealth(.up, of: ServerAddress(host: "a", port: 8250))
        #expect(group.list(for: id).avoid == ["c"])
    }

    @Test("the version is sixteen digits and changes with servers, algorithm, interval and avoid list only")
    func version() throws {
        let id = try GroupFixture.id("1")
        let settings = GroupFixture.settings(.static, interval: .seconds(60))
        let base = ServerGroup(settings).list(for: id).version
        #expect(base.utf8.count == 16)
        #expect(base.utf8.allSatisfy { "0123456789abcdef".utf8.contains($0) })

        var renamed = settings
        renamed.name = "other"
        let second = try GroupFixture.id("2")
        #expect(ServerGroup(renamed).list(for: second, zone: "z").version == base)

        let changes: [(inout ServerGroupSettings) -> Void] = [
            { $0.servers.swapAt(0, 1) }, { $0.algorithm = .shuffle }, { $0.checkInterval = .seconds(61) },
            { $0.servers[0].isDraining = true }, { $0.servers[0].address = ServerAddress(host: "10.1.1.1", port: 1) },
            { $0.servers.removeLast() },
        ]
        var versions: Set = [base]
        for change in changes {
            var changed = settings
            change(&changed)
            versions.insert(ServerGroup(changed).list(for: id).version)
        }
        #expect(versions.count == changes.count + 1)
    }
}
