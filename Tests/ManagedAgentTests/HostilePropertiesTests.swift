import Deadlines
import FoundationEssentials
import HostileProperties
import Testing

@Suite("Properties files that nobody should write")
struct HostilePropertiesTests {
    @Test("the fuzzer's corpus is there, and each input keeps every rule")
    func corpusRuns() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let names = try FileManager.default.contentsOfDirectory(atPath: "/\(root)/Fuzz/corpus-properties")
        #expect(names.count > 10)
        for name in names.sorted() {
            let data = try Data(contentsOf: URL(filePath: "/\(root)/Fuzz/corpus-properties/\(name)"))
            #expect(throws: Never.self, "\(name)") { try HostileProperties.read(Array(data)) }
        }
    }

    @Test("any bytes keep every rule")
    func anyBytes() throws {
        var chance = SeededGenerator(seed: 7)
        let pieces = [
            "host", "=", ":", "\\", "\n", "\r", "\r\n", " ", "\t", "#", "!", "a", "\\u00", "@", ",",
            "host.lb.check.interval", "60",
        ]
        for _ in 0..<2_000 {
            let text = (0..<Int.random(in: 0...12, using: &chance)).compactMap { _ in
                pieces.randomElement(using: &chance)
            }
            #expect(throws: Never.self, "\(text)") { try HostileProperties.read(Array(text.joined().utf8)) }
        }
    }
}
