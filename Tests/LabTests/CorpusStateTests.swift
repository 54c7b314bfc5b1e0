import FoundationEssentials
import LabScenario
import Testing

extension Lab {
    @Suite("The corpus, run by swiftlvsd and by keepalived")
    struct CorpusStateTests {
        /// At a time; each is two namespaces with a daemon and a web server.
        private static let atOnce = 6

        /// Those that live in a namespace of their own choice, which both daemons would share.
        private static let elsewhere: Set<String> = ["octavia-namespace", "octavia-namespace-ipvs"]

        /// The files that can be compared, or those that `LAB_CORPUS=addresses,tunnels` names.
        private func files() throws -> [CorpusFile] {
            let all = try CorpusFile.all()
            if let names = ProcessInfo.processInfo.environment["LAB_CORPUS"]?.split(separator: ",") {
                return all.filter { names.contains(Substring($0.name)) }
            }
            return try Self.comparable()
        }

        /// The files that both daemons can run, each in a namespace of its own.
        static func comparable() throws -> [CorpusFile] {
            try CorpusFile.all().filter { file in
                try !file.needsLaterKeepalived() && !CorpusTextTests.notYet.contains(file.name)
                    && !elsewhere.contains(file.name)
            }
        }

        @Test("both make the same of IPVS, addresses, routes and rules, but for what is listed with a reason")
        func states() async throws {
            try await CorpusStage.prepareMachine()
            let files = try files()
            try await withThrowingTaskGroup(of: Void.self) { group in
                var rest = files[...]
                for _ in 0..<Self.atOnce {
                    if let file = rest.popFirst() { group.addTask { await compare(file) } }
                }
                while try await group.next() != nil {
                    if let file = rest.popFirst() { group.addTask { await compare(file) } }
                }
            }
        }

        private func compare(_ file: CorpusFile) async {
            let expected = CorpusDifference.lines(of: file.name)
            do {
                let run = try await CorpusRun.play(file, expected: expected)
                let unknown = run.differences.filter { !expected.contains($0) }
                #expect(unknown.isEmpty, "\(file):\n\(unknown.joined(separator: "\n"))")
                let gone = expected.filter { !run.differences.contains($0) }
                #expect(gone.isEmpty, "\(file) has no such difference any more:\n\(gone.joined(separator: "\n"))")
            } catch {
                Issue.record("\(file): \(error)")
            }
        }
    }
}
