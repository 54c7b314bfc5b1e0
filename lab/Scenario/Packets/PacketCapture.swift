import Deadlines

/// tcpdump on one interface, for the packets that go in and out of it.
package final class PacketCapture: Sendable {
    private let workspace: Workspace
    private let logFile: String

    /// VRRP and ARP.
    package static let electionAndARP = "vrrp or arp"

    /// Starts tcpdump and returns when it listens.
    /// - Parameter filter: which packets, as tcpdump wants to hear it.
    package static func start(
        on interface: String, in namespace: NetworkNamespace, seeing filter: String = electionAndARP,
        workspace: Workspace, named name: String,
        with run: (Command, String) async throws -> BackgroundProcess
    ) async throws -> PacketCapture {
        let capture = PacketCapture(workspace: workspace, logFile: "\(name).log")
        let process = try await run(
            Command(
                "tcpdump", "-i", interface, "-tt", "-n", "-e", "-vv", "-l", "--immediate-mode", "-Z", "root",
                filter, in: namespace),
            capture.logFile)
        try await eventually("tcpdump listens on \(interface)", within: .seconds(30)) {
            guard process.isRunning else {
                throw CommandFailure(command: "tcpdump", reason: workspace.tail(of: capture.logFile))
            }
            return try workspace.read(capture.logFile).contains("listening on")
        }
        return capture
    }

    private init(workspace: Workspace, logFile: String) {
        self.workspace = workspace
        self.logFile = logFile
    }

    /// What was seen so far.
    package var packets: [CapturedPacket] {
        get throws { CapturedPacket.all(in: try workspace.read(logFile)) }
    }

    /// The VRRP advertisements among it.
    package var advertisements: [CapturedAdvertisement] {
        get throws { try packets.compactMap { CapturedAdvertisement($0) } }
    }

    /// The advertisements of one node.
    package func advertisements(from node: TwoNodeTopology.Node) throws -> [CapturedAdvertisement] {
        try advertisements.filter { $0.source == node.frontAddress }
    }
}
