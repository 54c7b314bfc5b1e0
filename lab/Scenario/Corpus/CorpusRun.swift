import ControlMessages
import Deadlines
import Polling

/// A corpus file run by both daemons, each in a fresh namespace of its own, until neither changes any more.
package struct CorpusRun: Sendable {
    package let file: CorpusFile
    package let keepalived: RunningState
    package let swiftlvsd: RunningState

    /// How long both get before they are looked at, so that checks have failed and elections are over.
    private static let settling = Nanoseconds.seconds(10)
    private static let patience = Nanoseconds.seconds(60)

    /// The lines that one has and the other has not: `keepalived: …` or `swiftlvsd: …`.
    package var differences: [String] {
        keepalived.missing(from: swiftlvsd).map { "keepalived: \($0)" }
            + swiftlvsd.missing(from: keepalived).map { "swiftlvsd: \($0)" }
    }

    /// - Parameter expected: the differences that are known; waiting for others to go is over once these alone are left.
    package static func play(_ file: CorpusFile, expected: [String]) async throws -> CorpusRun {
        let workspace = try Workspace("corpus-\(file.name)")
        let stages = [
            try await CorpusStage.build("k-\(file.name)"), try await CorpusStage.build("s-\(file.name)"),
        ]
        var backends: [CorpusBackends] = []
        let peer = KeepalivedPeer("k", in: stages[0].namespace, workspace: workspace, configurationFile: file.path)
        let node = SwiftLVSDNode("s", in: stages[1].namespace, workspace: workspace, configurationFile: file.path)
        let result: Result<CorpusRun, any Error>
        do {
            for stage in stages {
                backends.append(try await CorpusBackends.start(in: stage.namespace, workspace: workspace))
            }
            try await node.start()
            try await peer.start()
            result = .success(try await settled(file, peer, node, expected: expected))
        } catch {
            result = .failure(
                CommandFailure(
                    command: "corpus \(file.name)",
                    reason: "\(error)\nkeepalived:\n\(peer.logTail())\nswiftlvsd:\n\(node.logTail())"))
        }
        try? await node.crash()
        try? await peer.crash()
        for backend in backends { await backend.stop() }
        for stage in stages { await stage.tearDown() }
        if case .success = result { workspace.remove() }
        return try result.get()
    }

    private static func settled(
        _ file: CorpusFile, _ peer: KeepalivedPeer, _ node: SwiftLVSDNode, expected: [String]
    ) async throws -> CorpusRun {
        let start = MonotonicClock.now
        try await Task.sleep(for: .nanoseconds(settling.count))
        // Not for ever: those of a service that is suspended have none.
        _ = try? await eventually("every check has a result", within: .seconds(20), every: .seconds(1)) {
            try await node.message(CheckListMessage.self, at: "/v1/checks").checks.allSatisfy { $0.last != nil }
        }
        var agreed = 0
        while true {
            let run = CorpusRun(
                file: file, keepalived: try await RunningState.read(in: peer.namespace),
                swiftlvsd: try await RunningState.read(in: node.namespace))
            agreed = run.differences.sorted() == expected.sorted() ? agreed + 1 : 0
            if agreed == 2 || MonotonicClock.now - start > patience { return run }
            try await Task.sleep(for: .seconds(1))
        }
    }
}
