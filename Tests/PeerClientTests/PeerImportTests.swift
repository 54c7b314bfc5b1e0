import ControlMessages
import FoundationEssentials
import LoadBalancer
import Logging
import ManagementServers
import NodeConfiguration
import Synchronization
import Testing

@Suite("A group that learns from its peers")
struct PeerImportTests {
    private static let token = "0123456789abcdef"

    private let events = EventJournal(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })

    private func eventually(_ condition: () async -> Bool) async {
        for _ in 0..<3_000 {
            if await condition() { return }
            try? await Task.sleep(for: .milliseconds(10))
        }
    }

    @Test("a peer that refuses is a problem by name and reason while the group learns; one that answers ends both")
    func learns() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try "wrong-wrong-wrong\n".write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let entry = AgentEntry(
            group: "cloud", agent: "7", zone: "z1", cluster: nil, isKnown: true, algorithm: "static", servers: [],
            preferred: nil, checkInterval: 0, avoid: [], isUpToDate: nil, version: "", lastSeen: WallClock.now)
        let list = String(
            decoding: try MessageCoding.encode(
                AgentListMessage(asOf: WallClock.now, agents: [entry], isLearning: false)), as: UTF8.self)
        try await ScriptedServer.run { question in
            question.contains("Bearer \(Self.token)\r\n")
                ? ScriptedServer.answer("200 OK", list) : ScriptedServer.answer("401 Unauthorized", "")
        } _: { server in
            let url = "https://127.0.0.1:\(server.port)"
            let problems = ProblemBoard(events: events)
            let groups = ManagementGroups(events: events, problems: problems)
            let outcome = ConfigurationReader.read(
                SourceText(
                    name: "t",
                    text: """
                        management_server_group cloud {
                            algorithm roundrobin
                            server 10.1.1.1
                            peer https://127.0.0.1:1
                            peer \(url) {
                                ca_file \(ScriptedServer.authorities)
                            }
                        }
                        api {
                            listen 127.0.0.1 8080
                            token_file \(path)
                        }
                        """))
            #expect(outcome.diagnostics.isEmpty)
            await groups.configure(outcome.configuration.managementServerGroups)
            await eventually { problems.current.first?.message.contains("401") == true }
            #expect(await groups.group(named: "cloud")?.isLearning == true)
            let problem = try #require(problems.current.first)
            #expect(problem.code == "peer" && problem.location == "cloud")
            #expect(problem.message.contains("peer https://127.0.0.1:1: it cannot be reached: Connection refused"))
            #expect(problem.message.contains("peer \(url): it answered with 401 Unauthorized"))
            #expect(await groups.group(named: "cloud")?.isLearning == true)
            // The right token, in the same file: it is read for each question.
            try Self.token.write(toFile: path, atomically: false, encoding: .utf8)
            await eventually { await groups.group(named: "cloud")?.isLearning == false && problems.current.isEmpty }
            #expect(await groups.group(named: "cloud")?.agents.all.map(\.id.description) == ["7"])
            #expect(problems.current.isEmpty)
            await groups.stop()
        }
    }

    @Test("a peer that answers without end is hung up on when the learning is over")
    func overMeanwhile() async throws {
        let path = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString).path
        try "\(Self.token)\n".write(toFile: path, atomically: false, encoding: .utf8)
        defer { try? FileManager.default.removeItem(atPath: path) }
        let said = Mutex(0)
        try await ScriptedServer.run(isSecure: false) { _ in
            [ScriptedServer.Piece(text: "HTTP/1.1 200 OK\r\ncontent-length: 100000\r\n\r\n")]
                + Array(repeating: ScriptedServer.Piece(text: " ", pause: .milliseconds(50)), count: 600)
        } onHangUp: {
            said.withLock { $0 += 1 }
        } _: { server in
            let problems = ProblemBoard(events: events)
            let groups = ManagementGroups(events: events, problems: problems)
            let outcome = ConfigurationReader.read(
                SourceText(
                    name: "t",
                    text: """
                        management_server_group cloud {
                            algorithm roundrobin
                            agent_heartbeat 1
                            server 10.1.1.1
                            peer http://127.0.0.1:\(server.port) {
                                token_file \(path)
                            }
                        }
                        """))
            #expect(outcome.diagnostics.isEmpty)
            await groups.configure(outcome.configuration.managementServerGroups)
            let start = ContinuousClock.now
            await eventually { said.withLock { $0 } > 0 }
            #expect(await groups.group(named: "cloud")?.isLearning == false)
            // Left alone it goes on for half a minute.
            #expect(ContinuousClock.now - start < .seconds(25))
            await groups.stop()
        }
    }
}
