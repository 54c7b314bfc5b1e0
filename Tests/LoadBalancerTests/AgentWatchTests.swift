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

    private func groups(agents: Int) async throws -> ManagementGroups {
        let groups = ManagementGroups(events: .silent, problems: ProblemBoard(events: .silent))
        await groups.configure(try read(text).managementServerGroups)
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
        let groups = try await groups(agents: 2)
        let news = Mutex(0)
        let id = try #require(AgentID("1"))
        let watch = try #require(
            await groups.watch(id, of: "cloud", zone: nil) { news.withLock { $0 += 1 } })
        _ = try await watch.take()
        let before = news.withLock { $0 }
        _ = try await groups.register(AgentReport(id: try #require(AgentID("0a")), zone: "z1"), with: "cloud")
        #expect(news.withLock { $0 } == before)
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
