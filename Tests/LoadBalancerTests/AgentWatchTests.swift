import ControlMessages
import LoadBalancer
import ManagementServers
import NodeConfiguration
import Synchronization
import Testing

@Suite("Watching an agent's list")
struct AgentWatchTests {
    private let text = """
        management_server_group cloud {
            algorithm roundrobin
            agent_heartbeat 0
            max_moves_per_second 40
            server 10.1.1.1
            server 10.1.1.2
        }
        """

    private func groups(agents: Int, _ text: String? = nil) async throws -> ManagementGroups {
        let groups = ManagementGroups(events: .silent, problems: ProblemBoard(events: .silent))
        await groups.configure(try read(text ?? self.text).managementServerGroups)
        for id in 0..<agents {
            let id = try #require(AgentID(String(id)))
            _ = try await groups.register(AgentReport(id: id, zone: "z1"), with: "cloud")
        }
        return groups
    }

    @Test("the list comes first, then each one that replaces it, at once and without a restart")
    func changes() async throws {
        let groups = try await groups(agents: 2)
        let news = Mutex(0)
        let id = try #require(AgentID("1"))
        let watch = try #require(
            await groups.watch(id, of: "cloud", zone: nil) { news.withLock { $0 += 1 } })
        #expect(try await watch.take()?.servers == ["10.1.1.2", "10.1.1.1"])
        #expect(try await watch.take() == nil)
        _ = try await groups.change("cloud", GroupChange(checkInterval: 30))
        #expect(news.withLock { $0 } > 0)
        #expect(try await watch.take()?.checkInterval == 30)
        _ = try await groups.change("cloud", GroupChange(algorithm: "static"))
        let list = try #require(try await watch.take())
        #expect(list.algorithm == "static")
        #expect(list.servers == ["10.1.1.1", "10.1.1.2"])
        _ = try await groups.change("cloud", GroupChange(servers: ["10.1.1.3", "10.1.1.1:9000"]))
        #expect(try await watch.take()?.servers == ["10.1.1.3", "10.1.1.1:9000"])
    }

    @Test("CS-26, CS-27: an agent that comes or goes is no news to the others")
    func members() async throws {
        // Agents of the configuration stay known when they are silent.
        let blocks = (11...13).map { "agent \($0) {\nzone z1\n}\n" }.joined()
        let groups = try await groups(agents: 0, text.replacing("server 10.1.1.1", with: "\(blocks)server 10.1.1.1"))
        let first = try #require(AgentID("10"))
        _ = try await groups.register(AgentReport(id: first, zone: "z1"), with: "cloud")
        let news = Mutex(0)
        var watches: [AgentWatch] = []
        for id in 11...13 {
            let id = try #require(AgentID(String(id)))
            watches.append(
                try #require(await groups.watch(id, of: "cloud", zone: nil) { news.withLock { $0 += 1 } }))
        }
        await groups.configure(
            try read(
                text.replacing("server 10.1.1.1", with: "\(blocks)agent_expiry 1\nserver 10.1.1.1")
            )
            .managementServerGroups)
        var preferred: [String?] = []
        for watch in watches { preferred.append(try await watch.take()?.preferred) }
        let before = news.withLock { $0 }
        #expect(preferred == ["10.1.1.2", "10.1.1.1", "10.1.1.2"])
        // The first of the zone goes, and then others come before them.
        while await groups.group(named: "cloud")?.agents[first] != nil { try await Task.sleep(for: .milliseconds(5)) }
        for watch in watches { #expect(try await watch.take() == nil) }
        for text in ["1", "2"] {
            let report = AgentReport(id: try #require(AgentID(text)), zone: "z1")
            _ = try await groups.register(report, with: "cloud")
            for watch in watches { #expect(try await watch.take() == nil) }
        }
        #expect(news.withLock { $0 } == before)
        await groups.stop()
    }

    @Test("what is told to all tells those whose positions had shifted no more than their turn is")
    func shifted() async throws {
        let text = self.text.replacing("second 40", with: "second 1")
        let groups = try await groups(agents: 0, text)
        for id in 11...14 {
            let report = AgentReport(id: try #require(AgentID(String(id))), zone: "z1")
            _ = try await groups.register(report, with: "cloud")
        }
        var watches: [AgentWatch] = []
        for id in 11...14 {
            let id = try #require(AgentID(String(id)))
            watches.append(try #require(await groups.watch(id, of: "cloud", zone: nil) {}))
        }
        var before: [String?] = []
        for watch in watches { before.append(try await watch.take()?.preferred) }
        _ = try await groups.register(AgentReport(id: try #require(AgentID("1")), zone: "z1"), with: "cloud")
        for watch in watches { #expect(try await watch.take() == nil) }
        let start = ContinuousClock.now
        _ = try await groups.change("cloud", GroupChange(checkInterval: 7))
        var after: [String?] = []
        for watch in watches { after.append(try await watch.take()?.preferred) }
        let moved = zip(before, after).count { $0 != $1 }
        #expect((1...(1 + Int((ContinuousClock.now - start) / .seconds(1)))).contains(moved))
        await groups.stop()
    }

    @Test("a group that is gone ends the watch, and a group that is not there cannot be watched")
    func gone() async throws {
        let groups = try await groups(agents: 1)
        let id = try #require(AgentID("0"))
        #expect(await groups.watch(id, of: "nowhere", zone: nil) {} == nil)
        let news = Mutex(0)
        let watch = try #require(
            await groups.watch(id, of: "cloud", zone: nil) { news.withLock { $0 += 1 } })
        await groups.configure([])
        #expect(news.withLock { $0 } > 0)
        await #expect(throws: ControlError.self) { try await watch.take() }
    }

    @Test("agents of a drained server move as time passes, and those that watch are told when they may")
    func drained() async throws {
        let groups = try await groups(agents: 100)
        let id = try #require(AgentID("98"))
        let (signals, signal) = AsyncStream.makeStream(of: Void.self)
        let watch = try #require(await groups.watch(id, of: "cloud", zone: nil) { signal.yield() })
        #expect(try await watch.take()?.preferred == "10.1.1.1")
        let progress = try await groups.drain("10.1.1.1", of: "cloud", true)
        #expect(progress?.preferredBy == 50)
        for await _ in signals {
            // The first news is the avoid list; the move comes in its turn.
            if try await watch.take()?.preferred == "10.1.1.2" { break }
        }
        #expect(await groups.group(named: "cloud")?.waitingMoves == 0)
        await groups.stop()
    }
}
