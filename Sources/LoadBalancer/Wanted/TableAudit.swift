package import IPVSKit

/// The kernel's table against the wanted one: what has to be put right, and what somebody set by hand and stays.
///
/// A weight below ours is how people drain a server in an emergency, so it stays until the server's next transition or
/// until somebody asks for a verification. Whatever else differs is put right.
package struct TableAudit: Sendable {
    /// Weights set by hand, by service and server.
    package typealias Overrides = [ServiceKey: [RealServerKey: UInt32]]

    /// What the kernel should hold: the wanted entries with the overrides in them.
    package let target: [TableEntry]
    package let overrides: Overrides

    package init(of wanted: [TableEntry], against kernel: Table) {
        var overrides: Overrides = [:]
        for entry in wanted {
            guard let present = kernel[entry.service.key] else { continue }
            let servers = Dictionary(present.realServers.map { ($0.key, $0) }) { first, _ in first }
            for server in entry.realServers {
                guard let weight = servers[server.key]?.weight, weight < server.weight else { continue }
                overrides[entry.service.key, default: [:]][server.key] = weight
            }
        }
        self.overrides = overrides
        target = wanted.map { $0.overridden(by: overrides[$0.service.key]) }
    }
}

extension TableEntry {
    /// The entry with weights set by hand, as far as they are below its own.
    package func overridden(by weights: [RealServerKey: UInt32]?) -> TableEntry {
        guard let weights else { return self }
        return TableEntry(
            service,
            realServers: realServers.map { server in
                var server = server
                server.weight = min(server.weight, weights[server.key] ?? server.weight)
                return server
            })
    }
}
