import Deadlines
import FoundationEssentials
import HostileAnswers
import IPVSKit
import Testing

@Suite("hostile answers of the kernel")
struct HostileAnswersTests {
    /// Bytes that real kernels sent, and what the fuzzer found worth keeping.
    private static let corpus: [String] = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let names = (try? FileManager.default.contentsOfDirectory(atPath: "/\(root)/Fuzz/corpus")) ?? []
        return names.sorted().map { "/\(root)/Fuzz/corpus/\($0)" }
    }()

    private func bytes(_ path: String) throws -> [UInt8] {
        Array(try #require(FileManager.default.contents(atPath: path)))
    }

    @Test("the fuzzer's corpus is there, and each input ends in an answer or an error")
    func corpusRuns() throws {
        #expect(Self.corpus.count > 10)
        for path in Self.corpus {
            let outcome = HostileAnswers.read(try bytes(path))
            #expect(outcome.answered + outcome.failures.count == 6, "\(path)")
        }
    }

    @Test("real answers cut short anywhere end in an answer or an error with the place")
    func cutShort() throws {
        for name in ["service-dump", "destination-dump", "daemon-dump", "timeouts", "info"] {
            let whole = try GoldenMessage.bytes(name)
            for length in 0..<whole.count {
                let outcome = HostileAnswers.read(Array(whole[..<length]))
                #expect(outcome.answered + outcome.failures.count == 6)
                for failure in outcome.failures where failure.errno == 74 {
                    #expect(failure.hint?.contains("at offset") == true)
                }
            }
        }
    }

    @Test("real answers with wrong bytes end in an answer or an error", arguments: UInt64(0)..<200)
    func wrongBytes(seed: UInt64) throws {
        var samples = Samples(seed: seed)
        var bytes = try GoldenMessage.bytes(
            samples.pick(["service-dump", "destination-dump", "daemon-dump", "timeouts", "info"]))
        for _ in 0..<samples.number(1...8) {
            bytes[samples.number(0...bytes.count - 1)] = UInt8(samples.pick([0, 1, 2, 3, 4, 5, 0x7F, 0x80, 0xFF]))
        }
        let outcome = HostileAnswers.read(bytes)
        #expect(outcome.answered + outcome.failures.count == 6)
    }

    @Test("attributes of 0 to 3 bytes of length and beyond the buffer are refused with their bytes")
    func lengths() throws {
        for length in [UInt8(0), 1, 2, 3, 200] {
            var bytes = try GoldenMessage.bytes("timeouts")
            bytes[20] = length
            let failures = HostileAnswers.read(bytes).failures
            #expect(failures.contains { $0.command == .getTimeouts && $0.errno == 74 })
        }
    }
}
