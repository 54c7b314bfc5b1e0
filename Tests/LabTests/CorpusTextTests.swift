import LabScenario
import Testing

extension Lab {
    @Suite("The corpus, read by swiftlvsd and by keepalived")
    struct CorpusTextTests {
        /// Files with what this version refuses.
        static let notYet: Set<String> = [
            "virtual-mac-addresses"
        ]

        /// What `PROGRAM -t -f FILE` says in a namespace with what the corpus' files expect.
        private func verdict(
            of program: String, on file: CorpusFile, in stage: CorpusStage
        ) async throws -> CommandOutput {
            try await Command(program, "-t", "-f", file.path, in: stage.namespace).run()
        }

        private func play(_ scenario: (CorpusStage) async throws -> Void) async throws {
            try await CorpusStage.prepareMachine()
            // For those that name a namespace.
            let other = try await CorpusStage.build("amphora")
            let stage = try await CorpusStage.build("corpus")
            do {
                try await scenario(stage)
            } catch {
                Issue.record("\(error)")
            }
            await stage.tearDown()
            await other.tearDown()
        }

        @Test("swiftlvsd takes every file, with no other words than that something has no effect")
        func ours() async throws {
            try await play { stage in
                for file in try CorpusFile.all() {
                    let output = try await verdict(of: Executables.path(of: "swiftlvsd"), on: file, in: stage)
                    if Self.notYet.contains(file.name) {
                        #expect(output.exitCode != 0, "\(file) can be taken off the list of files not read yet")
                        continue
                    }
                    #expect(output.exitCode == 0, "\(file): \(output.errors)")
                    let words = output.errors.split(separator: "\n").filter { $0.contains(": warning: ") }
                    #expect(words.allSatisfy { $0.contains(" has no effect ") }, "\(file): \(output.errors)")
                }
            }
        }

        @Test("keepalived takes every file without a word, where it knows the keywords")
        func keepalived() async throws {
            try await play { stage in
                for file in try CorpusFile.all() {
                    let output = try await verdict(of: "keepalived", on: file, in: stage)
                    let isNewer = try file.needsLaterKeepalived()
                    #expect((output.exitCode == 0) != isNewer, "\(file): \(output.exitCode) \(output.errors)")
                    if !isNewer { #expect(output.errors.isEmpty, "\(file): \(output.errors)") }
                }
            }
        }

        @Test("both refuse what is broken")
        func broken() async throws {
            try await play { stage in
                let files = try CorpusFile.broken()
                #expect(files.count >= 15)
                for file in files {
                    let ours = try await verdict(of: Executables.path(of: "swiftlvsd"), on: file, in: stage)
                    #expect(ours.exitCode == 1, "swiftlvsd: \(file)")
                    #expect(ours.errors.contains("\(file.path):"), "\(file): \(ours.errors)")
                    let theirs = try await verdict(of: "keepalived", on: file, in: stage)
                    #expect(theirs.exitCode != 0, "keepalived: \(file)")
                }
            }
        }
    }
}
