import ControlMessages
import Deadlines
import LabScenario

/// Plays one combination: the preferred node becomes master, leaves and returns, and at last dies.
struct InteropScenario {
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
        let ours = topology.swiftlvsd(on: cell.role == .master ? 0 : 1)
        let theirs = peer(on: cell.role == .master ? 1 : 0, in: topology)
        let (preferred, other): (any LoadBalancerDaemon, any LoadBalancerDaemon) =
            cell.role == .master ? (ours, theirs) : (theirs, ours)
        let preferredText = text(ours: cell.role == .master, isPreferred: true)
        let capture = cell.feature == .unicast ? try await topology.captureAtClient() : nil
        func reach(_ step: InteropStep, _ master: any LoadBalancerDaemon) async throws -> Nanoseconds {
            let backup = step == .dies ? nil : master.namespace == preferred.namespace ? other : preferred
            let taken = try await wait(for: master, not: backup, step)
            if cell.feature == .virtualMAC { try await expectVirtualMAC(in: topology, step) }
            return taken
        }

        try await other.start(configuration: text(ours: cell.role == .backup, isPreferred: false))
        _ = try await reach(.first, other)
        try await preferred.start(configuration: preferredText)
        let waited = try await reach(.preempts, preferred)
        guard cell.feature != .preemptDelay || waited >= InteropConfiguration.preemptDelay - .seconds(1) else {
            throw Deviation("the preferred node took over after \(waited) already")
        }
        try await preferred.stop()
        _ = try await reach(.leaves, other)
        try await preferred.start(configuration: preferredText)
        _ = try await reach(.returns, preferred)
        try await expectNothingDropped(by: ours)
        try await preferred.crash()
        try await topology.cutLinks(of: topology.nodes[0])
        _ = try await reach(.dies, other)

        let stray = try capture?.advertisements.filter { $0.destination == "224.0.0.18" } ?? []
        guard stray.isEmpty else { throw Deviation("advertisements go to the group: \(stray)") }
    }

    private func peer(on index: Int, in topology: TwoNodeTopology) -> any LoadBalancerDaemon {
        switch cell.peer {
        case .keepalived: topology.keepalived(on: index)
        case .frr:
            topology.frr(
                on: index, virtualRouterID: InteropConfiguration.virtualRouterID,
                addresses: InteropConfiguration.addresses(of: cell.feature))
        }
    }

    private func text(ours: Bool, isPreferred: Bool) -> String {
        let configuration = InteropConfiguration(cell.feature, isPreferred: isPreferred)
        return !ours && cell.peer == .frr ? configuration.frr : configuration.keepalived
    }

    /// Waits until one node holds everything, and the other one, where it is alive, nothing.
    private func wait(
        for master: any LoadBalancerDaemon, not backup: (any LoadBalancerDaemon)?, _ step: InteropStep
    ) async throws -> Nanoseconds {
        // Each look costs processes, and others play at the same time.
        try await eventually(step.rawValue, within: Lab.patience, every: .milliseconds(200)) {
            for address in InteropConfiguration.watched(cell.feature) {
                if try await backup?.holds(address) ?? false { return false }
                guard try await master.holds(address) else { return false }
            }
            return true
        }
    }

    private func expectVirtualMAC(in topology: TwoNodeTopology, _ step: InteropStep) async throws {
        let neighbour = ["ip", "-netns", topology.client.name, "neigh"]
        try await eventually("the client finds the address at the virtual MAC: \(step.rawValue)", within: Lab.patience)
        {
            try await Command(neighbour + ["flush", "all"]).succeed()
            // Whatever the answer, ARP comes first.
            let connect = "</dev/tcp/\(TwoNodeTopology.virtualAddress)/9"
            _ = try await Command("timeout", "2", "bash", "-c", connect, in: topology.client).run()
            return try await Command(neighbour + ["show", TwoNodeTopology.virtualAddress]).succeed()
                .contains("00:00:5e:00:01:33")
        }
    }

    private func expectNothingDropped(by node: SwiftLVSDNode) async throws {
        let list = try await node.message(VRRPListMessage.self, at: "/v1/vrrp")
        for counters in [list.discarded] + list.instances.map(\.counters.discarded) {
            let dropped = counters.filter { $0.value > 0 }
            guard dropped.isEmpty else { throw Deviation("swiftlvsd dropped advertisements: \(dropped)") }
        }
    }
}

extension TwoNodeTopology {
    fileprivate func captureAtClient() async throws -> PacketCapture {
        try await PacketCapture.start(
            on: "front", in: client, workspace: workspace, named: "client.capture", with: start)
    }
}

/// Something that should not have happened.
private struct Deviation: Error, CustomStringConvertible {
    let description: String

    init(_ description: String) {
        self.description = description
    }
}
