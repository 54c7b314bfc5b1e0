import Addresses
import Deadlines

/// A cloud platform's management servers: each takes connections at an address of its own, and holds them.
package final class PlatformServers: Sendable {
    package static let port: UInt16 = 8250
    package static let addresses = ["192.0.2.51", "192.0.2.52", "192.0.2.53"]

    private let topology: TwoNodeTopology
    private let namespace: NetworkNamespace
    private let processes = addresses.map { _ in Current<BackgroundProcess>() }

    /// Makes their machine and starts them all.
    package static func start(in topology: TwoNodeTopology) async throws -> PlatformServers {
        let servers = PlatformServers(topology, try await topology.host("ms", numbers: [51, 52, 53]))
        for index in addresses.indices { try await servers.start(index) }
        return servers
    }

    private init(_ topology: TwoNodeTopology, _ namespace: NetworkNamespace) {
        self.topology = topology
        self.namespace = namespace
    }

    package func start(_ index: Int) async throws {
        let name = "ms\(index + 1)"
        let workspace = topology.workspace
        let configuration = try workspace.write(
            """
            daemon off;
            master_process off;
            pid \(workspace.path("\(name).pid"));
            error_log \(workspace.path("\(name).errors"));
            events { worker_connections 64; }
            http {
                access_log off;
                client_header_timeout 1h;
                \(Self.temporaryFolders(in: workspace, of: name))
                server { listen \(Self.addresses[index]):\(Self.port); }
            }

            """, to: "\(name).conf")
        let process = try await topology.start(
            Command("nginx", "-e", workspace.path("\(name).errors"), "-c", configuration, in: namespace),
            log: "\(name).log")
        processes[index].set(process)
        try await eventually("\(name) listens", within: .seconds(20)) {
            guard process.isRunning else {
                throw CommandFailure(command: "nginx", reason: workspace.tail(of: "\(name).log"))
            }
            return try await sockets(in: .listen).contains { $0.local == Self.addresses[index] }
        }
    }

    /// Lines that keep what nginx puts on the disk in the workspace.
    package static func temporaryFolders(in workspace: Workspace, of name: String) -> String {
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(workspace.path("\(name).\($0)"));" }.joined(separator: " ")
    }

    /// Ends one at once: its connections are cut, and it takes no more.
    package func fail(_ index: Int) async throws {
        try await processes[index].take()?.crash()
    }

    /// By the address of an agent's host, the servers that it is connected to.
    package var connections: [String: [String]] {
        get async throws {
            Dictionary(grouping: try await sockets(in: .established), by: \.peer)
                .mapValues { $0.map(\.local).sorted() }
        }
    }

    private enum State: Substring {
        case established = "01"
        case listen = "0A"
    }

    private func sockets(in state: State) async throws -> [(local: String, peer: String)] {
        let text = try await namespace.onThread("read tcp") { try ThreadFile.read("/proc/thread-self/net/tcp") }
        return text.split(separator: "\n").compactMap { line in
            let words = line.split(separator: " ")
            guard words.count > 3, words[3] == state.rawValue else { return nil }
            let ends = words[1...2].compactMap { $0.split(separator: ":").first.flatMap { UInt32($0, radix: 16) } }
            guard ends.count == 2, words[1].hasSuffix(":" + String(Self.port, radix: 16, uppercase: true)) else {
                return nil
            }
            return (
                IPv4Address(UInt32(bigEndian: ends[0])).description, IPv4Address(UInt32(bigEndian: ends[1])).description
            )
        }
    }
}
