import FoundationEssentials
import HostileAdvertisements
import Testing
import VRRPEngine

@Suite("hostile advertisements") struct HostileAdvertisementsTests {
    /// Advertisements that routers sent, and what the fuzzer found worth keeping.
    private static let corpus: [String] = {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let folder = "/\(root)/Fuzz/corpus-advertisements"
        let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return names.sorted().map { "\(folder)/\($0)" }
    }()

    @Test("the fuzzer's corpus is there, and each reading ends in an advertisement or a reason")
    func corpusRuns() throws {
        #expect(Self.corpus.count > 10)
        var accepted = 0
        for path in Self.corpus {
            let outcome = HostileAdvertisements.read(Array(try #require(FileManager.default.contents(atPath: path))))
            let discarded = outcome.discarded.all.map(\.count).reduce(0, +)
            #expect(outcome.accepted + Int(discarded) == outcome.readings, "\(path)")
            accepted += outcome.accepted
        }
        #expect(accepted > 10)
    }
}
