package import ControlMessages
import Deadlines

/// What an answer means on this host: the value of `host`, the interval, and where the agent should be.
package struct Assignment: Codable, Hashable, Sendable {
    /// The list as the load balancers wrote it.
    package let servers: [String]
    package let algorithm: String
    package let avoid: [String]
    /// Whole seconds; 0 means no check.
    package let interval: Int
    package let version: String

    private static let longestInterval = 2_147_483_647.0

    package init(_ entry: AgentEntry) {
        servers = entry.servers
        algorithm = entry.algorithm
        avoid = entry.avoid
        // The platform knows whole seconds only, and 0 means something else than a moment.
        let seconds = min(max(entry.checkInterval, 0), Self.longestInterval).rounded(.up)
        interval = seconds.isFinite ? Int(seconds) : 0
        version = entry.version
    }

    /// The value of `host`. The platform has one port for all servers, so theirs are left out.
    package func host(standIn: PlatformAlgorithm) -> HostValue {
        HostValue(
            servers: servers.map { ServerName($0).host },
            algorithm: PlatformAlgorithm(of: algorithm, otherwise: standIn).rawValue)
    }

    /// - Parameter interval: seconds between checks, the administrator's where there is one.
    package func placement(interval: Int) -> Placement {
        Placement(
            servers: servers.map(ServerName.init), avoid: avoid.map(ServerName.init),
            interval: .seconds(Int64(max(interval, 0))),
            isOneShot: algorithm == PlatformAlgorithm.shuffle.rawValue)
    }

    /// The servers whose own port the properties file cannot express.
    package func serversWithOtherPort(than port: UInt16) -> [String] {
        servers.filter { ServerName($0).port.map { $0 != port } ?? false }
    }
}
