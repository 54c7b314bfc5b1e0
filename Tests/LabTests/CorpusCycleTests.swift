import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Reloads from one file of the corpus to the next")
    struct CorpusCycleTests {
        /// After so many reloads the running state is compared with a fresh start's.
        private static let stretch = 9

        @Test("S38: one daemon goes through the corpus, and holds on its way what a start with the same file makes")
        func cycle() async throws {
            try await CorpusStage.prepareMachine()
            var chance = SeededGenerator(seed: 11)
            let files = try CorpusStateTests.comparable().shuffled(using: &chance)
            print("reloads:", files.map(\.name).joined(separator: " "))
            try await run("cycle") { node, workspace in
                try workspace.replace("cycle.conf", with: "include \(try #require(files.first).path)\n")
                try await node.start()
                for (place, file) in files.enumerated().dropFirst() {
                    try workspace.replace("cycle.conf", with: "include \(file.path)\n")
                    let output = try await node.ctl("reload")
                    #expect(output.exitCode == 0, "\(files[place - 1]) to \(file): \(output.output)\(output.errors)")
                    guard place.isMultiple(of: Self.stretch) || file == files.last else { continue }
                    try await compare(node, file)
                }
            }
        }

        private func compare(_ node: SwiftLVSDNode, _ file: CorpusFile) async throws {
            try await run("fresh") { fresh, workspace in
                try workspace.replace("fresh.conf", with: "include \(file.path)\n")
                try await fresh.start()
                do {
                    try await eventually("\(file) as after a start", within: Lab.patience, every: .seconds(2)) {
                        try await RunningState.read(in: node.namespace) == RunningState.read(in: fresh.namespace)
                    }
                } catch {
                    let (now, wanted) = (
                        try await RunningState.read(in: node.namespace),
                        try await RunningState.read(in: fresh.namespace)
                    )
                    Issue.record(
                        "\(file): too much: \(now.missing(from: wanted)), missing: \(wanted.missing(from: now))")
                }
            }
        }

        /// Gives a node on a stage of its own, with servers to be checked, to a piece of work.
        private func run(
            _ name: String, _ work: (SwiftLVSDNode, Workspace) async throws -> Void
        ) async throws {
            let workspace = try Workspace("corpus-\(name)")
            let stage = try await CorpusStage.build(name)
            let backends = try await CorpusBackends.start(in: stage.namespace, workspace: workspace)
            let node = SwiftLVSDNode(
                name, in: stage.namespace, workspace: workspace, configurationFile: workspace.path("\(name).conf"))
            do {
                try await work(node, workspace)
                workspace.remove()
            } catch {
                Issue.record("\(name): \(error)\n\(node.logTail())")
            }
            try? await node.crash()
            await backends.stop()
            await stage.tearDown()
        }
    }
}
