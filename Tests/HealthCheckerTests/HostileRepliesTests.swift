import Deadlines
import FoundationEssentials
import HealthChecker
import HostileReplies
import Testing

@Suite("Answers that nobody should send")
struct HostileRepliesTests {
    private static let folder =
        "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        + "/Fuzz/corpus-replies"

    private static func corpus() throws -> [(name: String, bytes: [UInt8])] {
        try FileManager.default.contentsOfDirectory(atPath: folder).sorted().map { name in
            (name, Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)"))))
        }
    }

    @Test("the fuzzer's corpus is there, each input is read to its end, and those that are right pass")
    func corpusRuns() throws {
        let corpus = try Self.corpus()
        #expect(corpus.count > 20)
        for (name, bytes) in corpus {
            let outcome = HostileReplies.read(bytes)
            if name.hasSuffix("-ok") {
                guard case .passed = outcome.result else {
                    Issue.record("\(name): \(outcome.result)")
                    continue
                }
            }
        }
    }

    @Test("an answer may end anywhere, and any of its bytes may be any other")
    func endsAndFlips() throws {
        var generator = SeededGenerator(seed: 7)
        for (_, bytes) in try Self.corpus() where !bytes.isEmpty {
            for length in 0...bytes.count { HostileReplies.read(Array(bytes.prefix(length))) }
            for _ in 0..<200 {
                var bytes = bytes
                for _ in 0..<3 {
                    bytes[Int.random(in: bytes.indices, using: &generator)] = .random(in: 0...255, using: &generator)
                }
                HostileReplies.read(bytes)
            }
        }
    }
}
