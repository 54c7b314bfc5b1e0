import Deadlines
import ManagementServers
import Testing

@Suite("Draining a management server")
struct DrainingTests {
    private let m1 = GroupFixture.m1
    private let m2 = GroupFixture.m2
    private let m3 = GroupFixture.m3

    private func group(rate: Int = 0, servers: [String]? = nil) throws -> ServerGroup {
        var settings = GroupFixture.settings(.roundrobin, servers: servers ?? [m1, m2, m3])
        settings.maxMovesPerSecond = rate
        var group = ServerGroup(settings)
        for id in 1...9 {
            group.register(AgentReport(id: try GroupFixture.id(String(id)), zone: "z1", connectedTo: m2), at: .zero)
        }
        return group
    }

    @Test("its agents move at the group's pace, and the progress says how many are left")
    func progress() throws {
        var group = try group(rate: 1)
        let start = try group.drain(m2)
        #expect([start.preferredBy, start.connected, start.waiting] == [3, 9, 3])
        #expect(start.isDraining)
        var left: [Int] = []
        for second in 0..<4 {
            _ = group.advance(at: Instant.zero + .seconds(Int64(second)))
            left.append(try group.drainProgress(of: m2).preferredBy)
        }
        #expect(left == [2, 1, 0, 0])
        #expect(group.lists.allSatisfy { $0.servers.last == m2 && $0.avoid == [m2] })
    }

    @Test("CS-51: a server that is taken back gets its agents back")
    func resumed() throws {
        var group = try group()
        let before = group.lists.map(\.servers)
        _ = try group.drain(m2)
        #expect(group.lists.map(\.servers) != before)
        let end = try group.resume("10.1.1.2:8250")
        #expect(!end.isDraining)
        #expect(group.lists.map(\.servers) == before)
    }

    @Test("CS-49, CS-50: the last server that can take agents is not drained, and the refusal says why")
    func lastServer() throws {
        var group = try group()
        _ = try group.drain(m2)
        group.setHealth(.down, of: ServerAddress(host: m3, port: 8250))
        #expect(throws: DrainRefusal.lastServer(m1, others: ["10.1.1.2 drains", "10.1.1.3 fails its checks"])) {
            try group.drain(m1)
        }
        // Again is no new drain.
        #expect(try group.drain(m2).isDraining)
        var single = try self.group(servers: [m1])
        let refusal = #expect(throws: DrainRefusal.self) { try single.drain(m1) }
        #expect(refusal?.description == "10.1.1.1 is the only server of its group: its agents would have nowhere to go")
    }

    @Test("a server that is not there is named")
    func unknown() throws {
        var group = try group()
        let refusal = #expect(throws: DrainRefusal.self) { try group.drain("10.1.1.9") }
        #expect(refusal?.description == "there is no server '10.1.1.9' in the group 'cloud'")
        #expect(throws: DrainRefusal.self) { try group.resume("") }
    }

    @Test("an operator's word lasts until the configuration says something else of the server")
    func overReload() throws {
        var group = try group()
        _ = try group.drain(m2)
        var settings = group.settings
        settings.checkInterval = .seconds(5)
        group.apply(settings)
        #expect(try group.drainProgress(of: m2).isDraining)
        settings.servers[1].isDraining = true
        group.apply(settings)
        _ = try group.resume(m2)
        #expect(try !group.drainProgress(of: m2).isDraining)
        group.apply(settings)
        #expect(try !group.drainProgress(of: m2).isDraining)
        settings.servers[1].isDraining = false
        group.apply(settings)
        settings.servers[1].isDraining = true
        group.apply(settings)
        #expect(try group.drainProgress(of: m2).isDraining)
    }
}
