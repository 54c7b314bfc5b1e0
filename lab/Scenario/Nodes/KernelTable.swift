import Addresses

/// IPVS as /proc/net/ip_vs shows it: the kernel's own word, beside what `ipvsadm` and the daemon say.
package struct KernelTable: Hashable, Sendable, CustomStringConvertible {
    package struct RealServer: Hashable, Sendable {
        /// `10.0.0.11:80`
        package let endpoint: String
        /// `Masq`, `Route`, `Tunnel` or `Local`.
        package let method: String
        package let weight: Int
        package let activeConnections: Int
    }

    package struct Service: Hashable, Sendable {
        /// `TCP 192.0.2.100:80` or `FWM 1`.
        package let name: String
        package let scheduler: String
        package var realServers: [RealServer]
    }

    package var services: [Service] = []

    /// Reads the table of a namespace; empty where the kernel has no IPVS loaded.
    package static func read(in namespace: NetworkNamespace) async throws -> KernelTable {
        try await namespace.onThread("read ip_vs") {
            guard let text = try? ThreadFile.read("/proc/thread-self/net/ip_vs") else { return KernelTable() }
            return KernelTable(text)
        }
    }

    /// IPv4 rows of the file's text; hexadecimal addresses become dotted ones, and everything is sorted.
    package init(_ text: String) {
        // Real servers of a service that has no name here, an IPv6 one, are nobody's.
        var isNamed = false
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            if words.first == "->" {
                guard isNamed, words.count >= 5, let endpoint = Self.endpoint(words[1]) else { continue }
                services[services.count - 1].realServers.append(
                    RealServer(
                        endpoint: endpoint, method: String(words[2]), weight: Int(words[3]) ?? -1,
                        activeConnections: Int(words[4]) ?? -1))
            } else if words.count >= 3, let service = Self.serviceName(words) {
                services.append(Service(name: service, scheduler: String(words[2]), realServers: []))
                isNamed = true
            } else {
                isNamed = false
            }
        }
        for index in services.indices { services[index].realServers.sort { $0.endpoint < $1.endpoint } }
        services.sort { $0.name < $1.name }
    }

    package init() {}

    package func service(_ name: String) -> Service? { services.first { $0.name == name } }

    /// The endpoints and weights of a service: `["10.0.0.11:80": 1]`.
    package func weights(of service: String) -> [String: Int] {
        let servers = self.service(service)?.realServers ?? []
        return Dictionary(servers.map { ($0.endpoint, $0.weight) }) { first, _ in first }
    }

    package var description: String {
        services.map { service in
            let servers = service.realServers.map { "\($0.endpoint) \($0.method) \($0.weight)" }
            return "\(service.name) \(service.scheduler) -> [\(servers.joined(separator: ", "))]"
        }.joined(separator: "; ")
    }

    private static func serviceName(_ words: [Substring]) -> String? {
        switch words[0] {
        case "TCP", "UDP", "SCTP": endpoint(words[1]).map { "\(words[0]) \($0)" }
        case "FWM": UInt32(words[1], radix: 16).map { "FWM \($0)" }
        default: nil
        }
    }

    private static func endpoint(_ text: Substring) -> String? {
        let parts = text.split(separator: ":")
        guard parts.count == 2, parts[0].count == 8, let address = UInt32(parts[0], radix: 16),
            let port = UInt16(parts[1], radix: 16)
        else { return nil }
        return "\(IPv4Address(address)):\(port)"
    }
}
