import ControlMessages
import FoundationEssentials
import LoadBalancer
import NodeConfiguration
import Polling
import Testing
import Topology

@Suite("Where topologies come from")
struct TopologySourceTests {
    /// Has a topology read, and can be asked something meanwhile.
    private actor Owner {
        private let executor: ThreadExecutor
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        private var isReading = false
        private(set) var questions = 0
        private(set) var answersMeanwhile = 0

        init() throws { executor = try ThreadExecutor(name: "owner") }

        func read(_ source: TopologySource) async throws -> LoadedTopology? {
            isReading = true
            defer { isReading = false }
            return try await source.read(after: nil)
        }

        func ask() {
            questions += 1
            if isReading { answersMeanwhile += 1 }
        }
    }

    /// Asks again and again, on a thread of its own as the owner does: other tests may have taken all of the pool.
    private actor Client {
        private let executor: ThreadExecutor
        nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

        init() throws { executor = try ThreadExecutor(name: "client") }

        func ask(_ owner: Owner) async {
            while !Task.isCancelled { await owner.ask() }
        }
    }

    private let folder = FileManager.default.temporaryDirectory.path + "/topology-\(UUID().uuidString)"

    private func source() throws -> TopologySource {
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        let settings = try read("topology {\nservice_virtual_ips shop|192.0.2.1\n}\n").topology
        return TopologySource(try #require(settings), stateDirectory: folder)
    }

    private func document(members: Int) -> [UInt8] {
        let list = (0..<members).map {
            "{\"id\":\"m\($0)\",\"address\":\"10.\($0 >> 16).\($0 >> 8 & 255).\($0 & 255)\","
                + "\"ports\":[{\"protocol\":\"tcp\",\"port\":80,\"proxy\":80}]}"
        }
        return Array(
            ("{\"services\":[{\"name\":\"shop\",\"clusters\":[{\"id\":\"c\",\"members\":["
                + list.joined(separator: ",") + "]}]}]}").utf8)
    }

    @Test("what came over the control API is there for the next start, and replaces what was there")
    func saved() async throws {
        let source = try source()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        #expect(try await source.read(after: nil) == nil)
        for members in [1, 2] {
            let loaded = try await TopologySource.decode(document(members: members), from: "test", after: nil)
            try await source.save(loaded)
            let again = try await source.read(after: nil)
            #expect(again?.document == loaded.document)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: folder) == ["topology.json"])
    }

    @Test("what cannot be saved is told with its path")
    func unsaved() async throws {
        let source = try source()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try FileManager.default.createDirectory(
            atPath: folder + "/topology.json", withIntermediateDirectories: true)
        let loaded = try await TopologySource.decode(document(members: 1), from: "test", after: nil)
        await #expect { try await source.save(loaded) } throws: { "\($0)".contains(folder + "/topology.json") }
    }

    @Test("whoever has a large document read goes on answering meanwhile")
    func large() async throws {
        let source = try source()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(document(members: 200_000)).write(to: URL(filePath: folder + "/topology.json"))
        let (owner, client) = (try Owner(), try Client())
        let asking = Task { await client.ask(owner) }
        while await owner.questions == 0 { await Task.yield() }
        let loaded = try await owner.read(source)
        asking.cancel()
        await asking.value
        #expect(loaded?.document.services.count == 1)
        #expect(await owner.answersMeanwhile > 0)
    }
}
