import Addresses
import ManagedAgent

/// The TCP connections of this host.
enum LocalConnections {
    private static let largestTable = 64 << 20

    /// Where those lead whose other end has one of these ports; of both families, sorted.
    static func peers(ports: Set<UInt16>) -> [Endpoint] {
        ["/proc/net/tcp", "/proc/net/tcp6"].flatMap { path in
            let table = try? FileContent.read(path, atMost: largestTable)
            return SocketTable.peers(in: table?.bytes ?? [], ports: ports)
        }.sorted()
    }
}
