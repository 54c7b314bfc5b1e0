import Addresses
import AgentStore
import ControlMessages
import Deadlines
import LoadBalancer
import ManagementServers
import NodeConfiguration
import Synchronization
import Testing

@Suite("Groups over a restart")
struct GroupRegistryTests {
    private let text = """
        management_server_group cloud {
            algorithm roundrobin
            server 10.1.1.1
            server 10.1.1.2
            server 10.1.1.3
        }
        """
    private let old = HeldList(hostLine: "10.1.1.3,10.1.1.2,10.1.1.1@roundrobin")
    private let problems = ProblemBoard(events: .silent)

    private func start(_ registry: FakeRegistry, _ text: String? = nil) async throws -> ManagementGroups {
        let groups = ManagementGroups(events: .silent, problems: problems) { registry }
        await groups.configure(try read(text ?? self.text).managementServerGroups)
        return groups
    }

    private func register(_ ids: [String], with groups: ManagementGroups) async throws {
        for id in ids {
            let report = AgentReport(id: try #require(AgentID(id)), zone: "z1", held: old, connectedTo: "10.1.1.1")
            _ = try await groups.register(report, with: "cloud")
        }
    }

    private func cloud(_ groups: ManagementGroups) async throws -> ServerGroup {
        try #require(await groups.group(named: "cloud"))
    }

    @Test("agents are known to a successor at once, which goes on to give lists out")
    func restart() async throws {
        let registry = FakeRegistry()
        let first = try await start(registry)
        try await register(["3", "1", "2"], with: first)
        await first.stop()
        let second = try await start(registry)
        let group = try await cloud(second)
        #expect(!group.isLearning)
        #expect(group.lists.map(\.preferred) == ["10.1.1.1", "10.1.1.2", "10.1.1.3"])
        #expect(group.lists.map(\.isUpToDate) == [false, false, false])
        #expect(group.standings.map(\.connected) == [3, 0, 0])
    }

    @Test("a node with an empty registry, or one that was down for longer than a heartbeat, learns first")
    func learning() async throws {
        let registry = FakeRegistry()
        let fresh = try await start(registry)
        #expect(try await cloud(fresh).isLearning)
        try await register(["1", "2"], with: fresh)
        #expect(try await cloud(fresh).lists.map(\.servers) == [old.servers, old.servers])
        await fresh.stop()
        registry.setAlive(1)
        let late = try await start(registry)
        let group = try await cloud(late)
        #expect(group.isLearning)
        #expect(group.agents.count == 2)
        #expect(group.lists.map(\.servers) == [old.servers, old.servers])
        #expect(group.lists.map(\.isUpToDate) == [nil, nil])
        let without = try await start(
            FakeRegistry(), text.replacing("server 10.1.1.1", with: "agent_heartbeat 0\nserver 10.1.1.1"))
        #expect(try await !cloud(without).isLearning)
    }

    @Test("what a peer knows ends the learning, unless the peer learns itself")
    func peers() async throws {
        let registry = FakeRegistry()
        let groups = try await start(registry)
        let entry = AgentEntry(
            group: "cloud", agent: "7", zone: "z1", cluster: "c", isKnown: true, algorithm: "roundrobin", servers: [],
            preferred: nil, checkInterval: 0, avoid: [], isUpToDate: nil, version: "", lastSeen: WallClock.now)
        var never = entry
        never.agent = "8"
        never.lastSeen = nil
        let partial = AgentListMessage(asOf: WallClock.now, agents: [entry, never], isLearning: true)
        #expect(await groups.merge(partial, into: "cloud"))
        #expect(try await cloud(groups).isLearning)
        var all = partial
        all.isLearning = false
        #expect(await !groups.merge(all, into: "cloud"))
        let group = try await cloud(groups)
        #expect(!group.isLearning)
        #expect(group.agents.all.map(\.id.description) == ["7"])
        #expect(registry.count == 1)
        #expect(await !groups.merge(all, into: "nowhere"))
    }

    @Test("a peer that knows nobody ends no learning")
    func emptyPeer() async throws {
        let groups = try await start(FakeRegistry())
        #expect(await groups.merge(AgentListMessage(asOf: WallClock.now, agents: []), into: "cloud"))
        #expect(try await cloud(groups).isLearning)
    }

    @Test("what an agent said here is more than what a peer tells of it, and stays in the registry")
    func knownOnBothSides() async throws {
        let registry = FakeRegistry()
        let groups = try await start(registry)
        try await register(["7"], with: groups)
        let id = try #require(AgentID("7"))
        let kept = try #require(registry.agent(id))
        let entries = ["7", "8"].map { id in
            AgentEntry(
                group: "cloud", agent: id, zone: "z2", cluster: nil, isKnown: true, algorithm: "roundrobin",
                servers: [],
                preferred: nil, checkInterval: 0, avoid: [], isUpToDate: nil, version: "",
                lastSeen: Timestamp(microsecondsSince1970: WallClock.now.microseconds + 60_000_000))
        }
        #expect(
            await groups.merge(AgentListMessage(asOf: WallClock.now, agents: entries, isLearning: true), into: "cloud"))
        #expect(try await cloud(groups).list(for: id).servers == old.servers)
        #expect(try await cloud(groups).agents[id]?.zone == "z1")
        #expect(registry.agent(id) == kept)
        #expect(registry.count == 2)
    }

    @Test("a group is fresh by its own time, not by another's, and not where the clock was set back")
    func lifeOfEachGroup() async throws {
        let registry = FakeRegistry()
        let first = try await start(registry)
        try await register(["1"], with: first)
        await first.stop()
        // It left the file hours ago; the daemon lived on with another.
        registry.setAlive(WallClock.now.microseconds, of: "other")
        registry.setAlive(WallClock.now.microseconds - 7_200_000_000)
        let late = try await start(registry)
        #expect(try await cloud(late).isLearning)
        await late.stop()
        registry.setAlive(WallClock.now.microseconds + 7_200_000_000)
        #expect(try await cloud(try await start(registry)).isLearning)
        registry.setAlive(WallClock.now.microseconds)
        #expect(try await !cloud(try await start(registry)).isLearning)
    }

    @Test("a group that leaves the file and returns knows for how long it was not there")
    func returned() async throws {
        let registry = FakeRegistry()
        let groups = try await start(registry)
        try await register(["1"], with: groups)
        await groups.configure(try read(text.replacing("cloud", with: "other")).managementServerGroups)
        registry.setAlive(WallClock.now.microseconds - 7_200_000_000)
        await groups.configure(try read(text).managementServerGroups)
        #expect(try await cloud(groups).isLearning)
        #expect(try await cloud(groups).agents.count == 1)
    }

    @Test("a server that only an operator named drains after a restart, too")
    func drainOfNamedServer() async throws {
        let registry = FakeRegistry()
        let first = try await start(registry)
        _ = try await first.change("cloud", GroupChange(servers: ["10.1.1.1", "10.1.1.9"]))
        _ = try await first.drain("10.1.1.9", of: "cloud", true)
        let second = try await start(registry)
        #expect(try await cloud(second).standings.map(\.isDraining) == [false, true])
    }

    @Test(
        "what is ordered while the registry is read comes first, and takes nothing else away",
        arguments: [true, false])
    func ordersMeanwhile(isBefore: Bool) async throws {
        let registry = FakeRegistry()
        let first = try await start(registry)
        _ = try await first.drain("10.1.1.2", of: "cloud", true)
        _ = try await first.drain("10.1.1.3", of: "cloud", true)
        _ = try await first.change("cloud", GroupChange(checkInterval: 5))
        let box = Mutex<ManagementGroups?>(nil)
        let order: @Sendable () async -> Void = {
            let groups = box.withLock { $0 }
            _ = try? await groups?.change("cloud", GroupChange(checkInterval: 7))
            _ = try? await groups?.drain("10.1.1.2", of: "cloud", false)
        }
        let slow = isBefore ? FakeRegistry(beforeOrders: order) : FakeRegistry(afterOrders: order)
        slow.copy(registry)
        let second = ManagementGroups(events: .silent, problems: problems) { slow }
        box.withLock { $0 = second }
        await second.configure(try read(text).managementServerGroups)
        for groups in [second, try await start(slow)] {
            let group = try await cloud(groups)
            #expect(group.settings.checkInterval == .seconds(7))
            #expect(group.standings.map(\.isDraining) == [false, false, true])
        }
    }

    @Test("weights that an operator's servers bring together are bounded as in the file")
    func tooHeavy() async throws {
        let heavy = text.replacing("server 10.1.1.1\n", with: "server 10.1.1.1 {\nweight 65535\n}\n")
            .replacing("server 10.1.1.2\n", with: "server 10.1.1.2 {\nweight 65535\n}\n")
            .replacing("server 10.1.1.3\n", with: "server 10.1.1.3 {\nweight 65535\n}\n")
        let groups = try await start(FakeRegistry(), heavy)
        let error = await #expect(throws: ControlError.self) {
            _ = try await groups.change("cloud", GroupChange(servers: ["10.1.1.1", "10.1.1.2", "10.1.1.9"]))
        }
        #expect(error?.status == 400 && error?.message.contains("131071 in lowest terms, more than 65536") == true)
        _ = try await groups.change("cloud", GroupChange(servers: ["10.1.1.1", "10.1.1.2"]))
        #expect(try await cloud(groups).settings.servers.count == 2)
    }

    @Test("what operators ordered counts after a restart, until the file says something else there")
    func orders() async throws {
        let registry = FakeRegistry()
        let first = try await start(registry)
        _ = try await first.drain("10.1.1.2", of: "cloud", true)
        _ = try await first.change("cloud", GroupChange(algorithm: "static", checkInterval: 5))
        let second = try await start(registry)
        let kept = try await cloud(second)
        #expect(kept.settings.algorithm == .static)
        #expect(kept.settings.checkInterval == .seconds(5))
        #expect(kept.standings.map(\.isDraining) == [false, true, false])
        let third = try await start(registry, text.replacing("roundrobin", with: "shuffle"))
        let changed = try await cloud(third)
        #expect(changed.settings.algorithm == .shuffle)
        #expect(changed.settings.checkInterval == .seconds(5))
        let fourth = try await start(registry)
        #expect(try await cloud(fourth).settings.algorithm == .roundrobin)
    }

    @Test("a registry that cannot be read is a problem by name; agents are served all the same, and it is not touched")
    func unreadable() async throws {
        let registry = FakeRegistry()
        registry.fail(.newer(version: 9, known: 1))
        let groups = try await start(registry)
        let problem = try #require(problems.current.first)
        #expect(problem.code == "agent_registry")
        #expect(problem.message.contains("/state/agents.sqlite is of version 9"))
        registry.fail(nil)
        // It is taken in, and not told that it was kept.
        let error = await #expect(throws: ControlError.self) { try await register(["1"], with: groups) }
        #expect(error?.status == 503)
        #expect(registry.count == 0)
        #expect(try await cloud(groups).agents.count == 1)
        #expect(problems.current.map(\.message) == [problem.message])
    }

    @Test("a registration that is not kept is a problem until one is")
    func unwritable() async throws {
        let registry = FakeRegistry()
        let groups = try await start(registry)
        try await register(["1"], with: groups)
        registry.fail(.failed("write", reason: "disk full"))
        for id in ["1", "2"] {
            let error = await #expect(throws: ControlError.self) { try await register([id], with: groups) }
            #expect(
                error
                    == ControlError(
                        status: 503, code: "not_kept",
                        message: "the registration of agent '\(id)' is not kept:"
                            + " cannot write the registry /state/agents.sqlite: disk full", retryAfter: 10))
        }
        #expect(
            problems.current.map(\.message) == [
                "cannot write the registry /state/agents.sqlite: disk full; agents are told that what they say is not kept"
            ])
        // Lists are given out as before, and nothing was kept that was not acknowledged.
        #expect(try await cloud(groups).list(for: try #require(AgentID("1"))).servers == old.servers)
        #expect(registry.count == 1)
        registry.fail(nil)
        try await register(["2"], with: groups)
        #expect(problems.current.isEmpty)
        #expect(registry.count == 2)
    }

    @Test("a registry that could not be read for a while is read later, and not written to before")
    func readLate() async throws {
        let registry = FakeRegistry()
        let first = try await start(registry)
        try await register(["1", "2"], with: first)
        _ = try await first.drain("10.1.1.2", of: "cloud", true)
        await first.stop()
        registry.fail(.failed("open", reason: "disk full"))
        let second = try await start(registry)
        #expect(problems.current.map(\.code) == ["agent_registry"])
        registry.fail(nil)
        let error = await #expect(throws: ControlError.self) { try await register(["3"], with: second) }
        #expect(error?.message.contains("cannot open the registry /state/agents.sqlite: disk full") == true)
        #expect(registry.count == 2)
        await second.restoreLate()
        #expect(problems.current.isEmpty)
        let group = try await cloud(second)
        #expect(group.agents.all.map(\.id.description) == ["1", "2", "3"])
        #expect(group.standings.map(\.isDraining) == [false, true, false])
        try await register(["3"], with: second)
        #expect(registry.count == 3)
    }

    @Test("a group that is full refuses new agents by name, in one problem, until there is room")
    func full() async throws {
        let text = self.text.replacing("algorithm", with: "max_agents 2\nalgorithm")
        let groups = try await start(FakeRegistry(), text)
        try await register(["1", "2"], with: groups)
        for id in ["3", "4"] {
            let error = await #expect(throws: ControlError.self) { try await register([id], with: groups) }
            #expect(error?.status == 507 && error?.code == "too_many_agents")
            #expect(
                error?.message
                    == "agent '\(id)' is not known, and management_server_group 'cloud' has 2 agents, its max_agents")
        }
        try await register(["1", "2"], with: groups)
        let problem = try #require(problems.current.first)
        #expect(problems.current.count == 1 && problem.code == "max_agents" && problem.location == "cloud")
        // A peer's agents are no exception.
        let entries = ["2", "5"].map { id in
            AgentEntry(
                group: "cloud", agent: id, zone: "z1", cluster: nil, isKnown: true, algorithm: "static", servers: [],
                preferred: nil, checkInterval: 0, avoid: [], isUpToDate: nil, version: "", lastSeen: WallClock.now)
        }
        _ = await groups.merge(AgentListMessage(asOf: WallClock.now, agents: entries, isLearning: true), into: "cloud")
        #expect(try await cloud(groups).agents.all.map(\.id.description) == ["1", "2"])
        await groups.configure(try read(text.replacing("max_agents 2", with: "max_agents 3")).managementServerGroups)
        #expect(problems.current.isEmpty)
        try await register(["3"], with: groups)
    }

    @Test("one client registers unknown agents at a pace, known ones at any")
    func newcomers() async throws {
        let text = self.text.replacing("algorithm", with: "max_new_agents_per_second 1\nalgorithm")
        let groups = try await start(FakeRegistry(), text)
        let client = try #require(IPAddress("192.0.2.7"))
        var refusals: [ControlError] = []
        for number in 0..<50 {
            let report = AgentReport(id: try #require(AgentID("\(number)")))
            do throws(ControlError) {
                _ = try await groups.register(report, with: "cloud", from: client)
                for _ in 0..<10 { _ = try await groups.register(report, with: "cloud", from: client) }
            } catch {
                refusals.append(error)
            }
        }
        let refusal = try #require(refusals.first)
        #expect(refusal.status == 429 && refusal.retryAfter == 1)
        #expect(refusal.message.hasSuffix("192.0.2.7 registers such faster than max_new_agents_per_second 1"))
        #expect(try await cloud(groups).agents.count + refusals.count == 50)
    }

    @Test(
        "an id that is none is refused by name",
        arguments: [
            ("", "an empty text is no agent's id: those have 1 to 255 bytes"),
            (
                String(repeating: "x", count: 10_240),
                "'\(String(repeating: "x", count: 32))…', of 10240 bytes, is no agent's id: those have 1 to 255 bytes"
            ), ("a\u{7}", "'a\u{7}', with control characters, is no agent's id: those have 1 to 255 bytes"),
        ])
    func noID(text: String, message: String) {
        let error = #expect(throws: ControlError.self) { try AgentID(asked: text) }
        #expect(error?.status == 400 && error?.message == message)
    }

    @Test("what one agent may say is bounded as a whole")
    func largeReports() throws {
        let id = try #require(AgentID("1"))
        let name = String(repeating: "n", count: 200)
        let servers = AgentRegistration(zone: "z1", servers: Array(repeating: name, count: 100))
        let labels = AgentRegistration(
            zone: "z1", labels: Dictionary(uniqueKeysWithValues: (0..<30).map { ("\($0)", name) }))
        for (body, field) in [(servers, "servers"), (labels, "labels")] {
            let error = #expect(throws: ControlError.self) { try AgentReport(body, id: id) }
            #expect(error?.message.hasPrefix("\(field): all together have at most") == true)
        }
    }

    @Test("CS-10, CS-25: a change to something unknown is refused by name and changes nothing")
    func refusedChanges() async throws {
        let groups = try await start(FakeRegistry())
        let before = try await cloud(groups).settings
        let changes = [
            (
                GroupChange(algorithm: "SHUFFLE"),
                "algorithm: there is no 'SHUFFLE', only static, roundrobin, shuffle, weighted, rendezvous"
            ),
            (GroupChange(checkInterval: -1), "check_interval: -1.0 is not a number of seconds from 0 to 2147483647"),
            (GroupChange(servers: []), "servers: a group has 1 to 1000 servers"),
            (
                GroupChange(algorithm: "static", servers: ["a b"]),
                "servers: 'a b' is no address or host name, with or without a port"
            ),
        ]
        for (change, message) in changes {
            let error = await #expect(throws: ControlError.self) { _ = try await groups.change("cloud", change) }
            #expect(error?.message == message)
        }
        #expect(try await cloud(groups).settings == before)
        #expect(try await groups.change("nowhere", GroupChange()) == nil)
    }
}
