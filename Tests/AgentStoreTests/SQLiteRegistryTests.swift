import AgentStore
import FoundationEssentials
import ManagementServers
import Polling
import Testing

@Suite("The registry's file")
struct SQLiteRegistryTests {
    private static func executor() throws -> ThreadExecutor { try ThreadExecutor(name: "registry") }

    private func agent(_ id: String, group: String = "cloud", seenAt: Int64 = 1) throws -> StoredAgent {
        let id = try #require(AgentID(id))
        return StoredAgent(group: group, report: AgentReport(id: id, zone: "z1"), seenAt: seenAt)
    }

    /// Runs with the path of a file that is not there yet.
    private func withFile(_ body: (String) async throws -> Void) async throws {
        let directory = FileManager.default.temporaryDirectory.appending(path: "registry-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: directory) }
        try await body(directory.appending(path: "agents.sqlite").path)
    }

    private func open(_ path: String) throws -> SQLiteRegistry {
        SQLiteRegistry(path: path, executor: try Self.executor())
    }

    @Test("everything that an agent says is there for a successor")
    func everything() async throws {
        try await withFile { path in
            let id = try #require(AgentID("kvm 1"))
            let full = StoredAgent(
                group: "cloud",
                report: AgentReport(
                    id: id, zone: "z'1", cluster: "c", address: "2001:db8::1", labels: ["rack": "7 = b", "empty": ""],
                    held: HeldList(servers: ["10.1.1.1", "2001:db8::2"], algorithm: "static"), connectedTo: "10.1.1.1"),
                seenAt: 1_790_000_000_123_456)
            let bare = StoredAgent(group: "x", report: AgentReport(id: id), seenAt: -1)
            let nothing = StoredAgent(
                group: "y", report: AgentReport(id: id, held: HeldList(servers: [], algorithm: nil)), seenAt: 0)
            do {
                let registry = try open(path)
                #expect(try await registry.lastAlive() == [:])
                try await registry.commit([
                    .registered(full), .registered(bare), .registered(nothing), .alive(99, group: "x"),
                    .alive(7, group: "y"),
                ])
            }
            let registry = try open(path)
            #expect(try await registry.agents(after: nil, limit: 10) == [full, bare, nothing])
            #expect(try await registry.lastAlive() == ["x": 99, "y": 7])
        }
    }

    @Test("agents are read in pieces, each once")
    func pieces() async throws {
        try await withFile { path in
            let registry = try open(path)
            let all = try (0..<50).map { try agent("\($0)", group: "g\($0 % 3)") }
            try await registry.commit(all.map { .registered($0) })
            var read: [StoredAgent] = []
            while true {
                let piece = try await registry.agents(after: read.last, limit: 7)
                guard !piece.isEmpty else { break }
                read += piece
            }
            #expect(Set(read) == Set(all))
            #expect(read.count == 50)
        }
    }

    @Test("the last registration counts, and a forgotten agent is gone unless it came back meanwhile")
    func changes() async throws {
        try await withFile { path in
            let registry = try open(path)
            let first = try agent("1", seenAt: 1)
            let last = try agent("1", seenAt: 2)
            try await registry.commit([
                .registered(first), .registered(try agent("2")), .registered(last),
                .forgotten(try #require(AgentID("2")), group: "cloud", seenBefore: 2),
                .forgotten(last.report.id, group: "cloud", seenBefore: 2),
            ])
            #expect(try await registry.agents(after: nil, limit: 10) == [last])
        }
    }

    @Test("orders of a group replace those it had")
    func orders() async throws {
        try await withFile { path in
            let registry = try open(path)
            let one = StoredOrder(group: "a", keyword: "algorithm", base: "static", value: "shuffle")
            let other = StoredOrder(group: "b", keyword: "drain x:1", base: "0", value: "1")
            try await registry.commit([.orders([one], group: "a"), .orders([other], group: "b")])
            #expect(try await registry.orders() == [one, other])
            try await registry.commit([.orders([], group: "a")])
            #expect(try await registry.orders() == [other])
        }
    }

    @Test("a damaged file, another program's, and one of a later release are named, and none is touched")
    func refused() async throws {
        try await withFile { path in
            let text = Array("this is no database, but it is long enough to have a header of a hundred bytes".utf8)
            let damaged = text + [UInt8](repeating: 7, count: 4_096)
            try Data(damaged).write(to: URL(filePath: path))
            let registry = try open(path)
            let error = await #expect(throws: RegistryError.self) { try await registry.lastAlive() }
            #expect(error?.kind == .corrupt("file is not a database"))
            #expect(error?.description.contains(path) == true)
            #expect(try Array(Data(contentsOf: URL(filePath: path))) == damaged)
        }
        try await withFile { path in
            do { try await open(path).commit([.alive(1, group: "g")]) }
            var bytes = try Array(Data(contentsOf: URL(filePath: path)))
            // The user version stands at byte 60 of the header, the application at 68.
            bytes[63] = 9
            try Data(bytes).write(to: URL(filePath: path))
            let newer = try open(path)
            let error = await #expect(throws: RegistryError.self) { try await newer.commit([.alive(2, group: "g")]) }
            #expect(error?.kind == .newer(version: 9, known: 1))
            bytes[63] = 1
            bytes[71] = 0
            try Data(bytes).write(to: URL(filePath: path))
            let foreign = try open(path)
            let second = await #expect(throws: RegistryError.self) { try await foreign.commit([.alive(2, group: "g")]) }
            #expect(second?.kind == .foreign)
        }
    }

    @Test("a file that cannot be made is named")
    func notThere() async throws {
        let registry = try open("/proc/nowhere/agents.sqlite")
        let error = await #expect(throws: RegistryError.self) { try await registry.lastAlive() }
        #expect(
            error?.description == "cannot open the registry /proc/nowhere/agents.sqlite: unable to open database file")
    }

    @Test("many that commit at once share the wait, and each has its own when it returns")
    func together() async throws {
        try await withFile { path in
            let registry = try open(path)
            let commits = GroupCommit(registry)
            try await withThrowingTaskGroup { tasks in
                for number in 0..<2_000 {
                    let agent = try agent("\(number)")
                    tasks.addTask { try await commits.commit([.registered(agent)]) }
                }
                try await tasks.waitForAll()
            }
            #expect(try await registry.agents(after: nil, limit: 5_000).count == 2_000)
        }
    }

    @Test("a commit that fails keeps nothing of itself and says so to everybody who shared it")
    func failing() async throws {
        let commits = GroupCommit(try open("/proc/nowhere/agents.sqlite"))
        await #expect(throws: RegistryError.self) { try await commits.commit([.alive(1, group: "g")]) }
        await #expect(throws: RegistryError.self) { try await commits.commit([.alive(2, group: "g")]) }
    }
}
