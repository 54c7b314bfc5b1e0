import Deadlines
import FoundationEssentials
import HostileConfigurations
import NodeConfiguration
import Testing

@Suite("Robustness")
struct RobustnessTests {
    private static let pieces = [
        "{", "}", "\"", "#", "!", "\n", "\r\n", "${", "${A}", "$A=b", "@x", "~SEQ(a, 9)", "\0", "0x", "1e400", "-1",
        "9223372036854775808",
        "virtual_server", "real_server", "vrrp_instance", "url", "2001:db8::", "/", "fwmark 0", "include", "server",
        "track_script", "\nnotify \"a\\", "'", "\\7", "via", "encap ip", "brd +", "use_vmac 1:2:3:4:5", "nexthop",
        " ", "\t", "ä",
    ]

    private static func mutate(_ bytes: [UInt8], using generator: inout SeededGenerator) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...12, using: &generator) {
            let place = Int.random(in: 0...result.count, using: &generator)
            switch Int.random(in: 0..<5, using: &generator) {
            case 0:
                result.removeSubrange(place..<min(place + Int.random(in: 0...40, using: &generator), result.count))
            case 1:
                result.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            case 2:
                if place < result.count { result[place] = UInt8.random(in: 0...255, using: &generator) }
            case 3:
                let piece = pieces.randomElement(using: &generator) ?? "{"
                result.insert(contentsOf: Array(piece.utf8), at: place)
            default:
                let end = min(place + Int.random(in: 0...80, using: &generator), result.count)
                result.insert(
                    contentsOf: Array(result[place..<end]), at: Int.random(in: 0...result.count, using: &generator))
            }
        }
        return result
    }

    @Test(
        "mutated files are read to the end, and what is said points into the file",
        arguments: Fixture.clean + Fixture.broken)
    func mutations(name: String) throws {
        let original = Array(try Fixture.text(name).utf8)
        for seed in 0..<300 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let source = SourceText(name: "f", bytes: Self.mutate(original, using: &generator))
            let outcome = ConfigurationReader.read(source, lenient: seed.isMultiple(of: 2))
            let lines = source.bytes.count { $0 == UInt8(ascii: "\n") } + 1
            for diagnostic in outcome.diagnostics {
                #expect(
                    (1...lines).contains(diagnostic.position.line) && diagnostic.position.column >= 1, "seed \(seed)")
                #expect(!diagnostic.render().isEmpty)
            }
        }
    }

    @Test("random bytes are read to the end")
    func randomBytes() {
        for seed in 0..<200 as Range<UInt64> {
            var generator = SeededGenerator(seed: seed)
            let count = Int.random(in: 0...2_000, using: &generator)
            let bytes = (0..<count).map { _ in UInt8.random(in: 0...255, using: &generator) }
            _ = ConfigurationReader.read(SourceText(name: "f", bytes: bytes))
        }
    }

    @Test(
        "a million braces, quotes, blanks or letters end in a few problems",
        arguments: ["{", "}", "\"", "a{", "a ", "a", "routr\n", "global_defs a\n", "${", "{a\n", "\n"])
    func megabytes(piece: String) {
        let outcome = read(String(repeating: piece, count: 1_000_000 / piece.utf8.count))
        #expect(outcome.diagnostics.count <= 1_001)
        #expect(outcome.hasErrors == (piece != "\n"))
    }

    @Test("what the fuzzer's corpus has is read to its end, and so is every beginning of it")
    func corpus() throws {
        let folder =
            "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/") + "/Fuzz/corpus-configurations"
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        var problems: [String: Int] = [:]
        for name in names {
            let bytes = Array(try Data(contentsOf: URL(filePath: "\(folder)/\(name)")))
            problems[name] = HostileConfigurations.read(bytes)
            for end in stride(from: 0, to: bytes.count, by: 7) { HostileConfigurations.read(Array(bytes[..<end])) }
        }
        #expect(problems["clean"] == 0)
        #expect(names.count > 5 && problems.values.contains { $0 > 3 })
    }

    @Test("blocks may nest as deep as the language needs, not without end")
    func nesting() {
        let deep = String(repeating: "a {\n", count: 50) + String(repeating: "}\n", count: 50)
        #expect(problems(deep).contains { $0.contains("nested deeper") })
        #expect(problems("a { a { a { a { } } } }").count == 1)
    }

    @Test("a thousand services with ten servers each")
    func large() {
        var text = ""
        for service in 0..<1_000 {
            text += "virtual_server 10.\(service / 250).\(service % 250).1 80 {\n"
            text += "protocol TCP\nlvs_sched rr\nlvs_method NAT\n"
            for server in 1...10 {
                text +=
                    "real_server 10.9.\(service % 250).\(server) 8080 {\nweight \(server)\nTCP_CHECK {\nretry 2\n}\n}\n"
            }
            text += "}\n"
        }
        let servers = configuration(text).virtualServers
        #expect(servers.count == 1_000)
        #expect(servers.allSatisfy { $0.realServers.map(\.weight) == Array(1...10) })
        #expect(servers.last?.position.line == 1_000 * 65 - 64)
    }

    @Test(
        "reading a file twice gives the same configuration and the same words in the same order",
        arguments: Fixture.broken)
    func repeatable(name: String) throws {
        let text = try Fixture.text(name)
        #expect(read(text).configuration == read(text).configuration)
        #expect(read(text).diagnostics == read(text).diagnostics)
    }
}
