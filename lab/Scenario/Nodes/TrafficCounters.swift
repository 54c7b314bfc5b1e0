/// Connections, packets and bytes of services and real servers, as `ipvsadm --stats --exact` shows them.
package struct TrafficCounters: Hashable, Sendable {
    /// Connections, incoming and outgoing packets, incoming and outgoing bytes, or what else ipvsadm was asked for; by
    /// `TCP 192.0.2.100:80`, and by `TCP 192.0.2.100:80 -> 10.0.0.11:80`.
    package let rows: [String: [UInt64]]

    /// - Parameter option: `--stats`, `--rate`, `--persistent-conn` or `--thresholds`.
    package static func read(
        _ option: String = "--stats", in namespace: NetworkNamespace
    ) async throws -> TrafficCounters {
        TrafficCounters(
            try await Command("ipvsadm", "--list", "--numeric", option, "--exact", in: namespace).succeed())
    }

    package init(_ text: String) {
        var rows: [String: [UInt64]] = [:]
        var service = ""
        for line in text.split(separator: "\n") {
            let words = line.split(separator: " ")
            let numbers = words.dropFirst(2).compactMap { UInt64($0) }
            guard words.count > 2, numbers.count == words.count - 2 else {
                // The heading, or a service in a list that has numbers for real servers only.
                if words.count > 1, words[0] != "->" { service = "\(words[0]) \(words[1])" }
                continue
            }
            if words[0] == "->" {
                rows["\(service) -> \(words[1])"] = numbers
            } else {
                service = "\(words[0]) \(words[1])"
                rows[service] = numbers
            }
        }
        self.rows = rows
    }

    package subscript(row: String) -> [UInt64]? { rows[row] }
}
