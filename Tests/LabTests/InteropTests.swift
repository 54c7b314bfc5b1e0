import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Other VRRP programs as peers")
    struct InteropTests {
        /// How many combinations run side by side: they mostly wait.
        private static let atOnce = 6

        @Test("every combination of the matrix agrees on one master, hands over, and fails over")
        func matrix() async throws {
            var waiting = InteropCell.all.filter { $0.inapplicable == nil }.enumerated().makeIterator()
            let failures = await withTaskGroup(of: (InteropCell, String?).self) { group in
                func startNext() {
                    guard let (number, cell) = waiting.next() else { return }
                    group.addTask { (cell, await InteropScenario(cell, number: number).failure()) }
                }
                for _ in 0..<Self.atOnce { startNext() }
                var failures: [InteropCell: String] = [:]
                for await (cell, failure) in group {
                    failures[cell] = failure
                    startNext()
                }
                return failures
            }
            for (cell, failure) in failures.sorted(by: { "\($0.key)" < "\($1.key)" }) {
                Issue.record("\(cell): \(failure)")
            }
            print(InteropMatrix(failures: failures).text)
        }
    }
}

/// Plays one combination: the preferred node becomes master, leaves and returns, and at last dies.
private struct InteropScenario {
    private let cell: InteropCell
    private let number: Int

    init(_ cell: InteropCell, number: Int) {
        self.cell = cell
        self.number = number
    }

    /// What went wrong; nil where all went well.
    func failure() async -> String? {
        do {
            let topology = try await TwoNodeTopology.build("i\(number)", realServers: 0)
            var failure: String?
            do {
                try await play(on: topology)
            } catch {
                failure = "\(error)\n\(topology.logTails)"
            }
            await topology.tearDown()
            return failure
        } catch {
            return "\(error)"
        }
    }

    private func play(on topology: TwoNodeTopology) async throws {
        let isOursPreferred = cell.role == .master
        let preferred = daemon(ours: isOursPreferred, at: 0, in: topology)
        let other = daemon(ours: !isOursPreferred, at: 1, in: topology)
        let preferredText = text(ours: isOursPreferred, isPreferred: true)
        try await other.start(configuration: text(ours: !isOursPreferred, isPreferred: false))
        try await wait("the other node is master alone", for: other, not: preferred)
        try await preferred.start(configuration: preferredText)
        let waited = try await wait("the preferred node is master alone", for: preferred, not: other)
        guard cell.feature != .preemptDelay || waited >= InteropConfiguration.preemptDelay - .seconds(1) else {
            throw Haste(waited: waited)
        }
        try await preferred.stop()
        try await wait("the other node takes over from one that leaves", for: other, not: preferred)
        try await preferred.start(configuration: preferredText)
        try await wait("the preferred node takes back", for: preferred, not: other)
        try await preferred.crash()
        try await topology.cutLinks(of: topology.nodes[0])
        try await eventually("the other node takes over from one that dies", within: Lab.patience) {
            try await other.holds(watched)
        }
    }

    private var watched: String { InteropConfiguration.watched(cell.feature) }

    private func daemon(ours: Bool, at index: Int, in topology: TwoNodeTopology) -> any LoadBalancerDaemon {
        if ours { return topology.swiftlvsd(on: index) }
        switch cell.peer {
        case .keepalived: return topology.keepalived(on: index)
        case .frr:
            return topology.frr(
                on: index, virtualRouterID: InteropConfiguration.virtualRouterID,
                addresses: InteropConfiguration.addresses(of: cell.feature))
        }
    }

    private func text(ours: Bool, isPreferred: Bool) -> String {
        let configuration = InteropConfiguration(cell.feature, isPreferred: isPreferred)
        return !ours && cell.peer == .frr ? configuration.frr : configuration.keepalived
    }

    @discardableResult
    private func wait(
        _ what: String, for master: any LoadBalancerDaemon, not backup: any LoadBalancerDaemon
    ) async throws -> Nanoseconds {
        try await eventually(what, within: Lab.patience) {
            let backupHolds = try await backup.holds(watched)
            return try await master.holds(watched) && !backupHolds
        }
    }
}

/// The preferred node did not wait for its `preempt_delay`.
private struct Haste: Error, CustomStringConvertible {
    let waited: Nanoseconds

    var description: String { "the preferred node took over after \(waited) already" }
}
