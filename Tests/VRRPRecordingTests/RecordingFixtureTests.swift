import FoundationEssentials
import Testing
import VRRPRecording

@Suite("Recordings of running daemons, kept as files")
struct RecordingFixtureTests {
    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast(2).joined(separator: "/") + "/Fixtures/recordings"

    static let names = ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [])
        .filter { $0.hasSuffix(".jsonl") }.sorted()

    @Test("each goes as it went, action by action and deadline by deadline", arguments: names)
    func replays(name: String) throws {
        let path = "\(Self.folder)/\(name)"
        let text = try Data(contentsOf: URL(filePath: path))
        var replay = Replay()
        var replayed: [UInt8] = []
        for line in text.split(separator: UInt8(ascii: "\n")) {
            if let line = try replay.take(line) { replayed += line.text + [UInt8(ascii: "\n")] }
        }
        #expect(replay.steps > 10)
        if ProcessInfo.processInfo.environment["UPDATE_RECORDINGS"] != nil {
            try Data(replayed).write(to: URL(filePath: path))
        } else {
            #expect(replay.differences.map(\.description) == [])
            // So that bringing them up to date leaves no other trace.
            #expect(Array(text) == replayed)
        }
    }

    @Test("they are there")
    func there() {
        #expect(!Self.names.isEmpty)
    }
}
