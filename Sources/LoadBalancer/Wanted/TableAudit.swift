package import IPVSKit

/// What the kernel holds against what it should hold, as far as somebody else had a hand in it.
///
/// A weight below ours is how people drain a server in an emergency, so it stays until the server's next transition or
/// until somebody asks for a verification. Whatever else differs is put right.
package struct TableAudit: Sendable {
    /// Weights set by hand, by service and server.
    package typealias Overrides = [ServiceKey: [RealServerKey: UInt32]]

    /// Weights below ours that somebody else set.
    package let overrides: Overrides
    /// Real servers under our services that are not wanted there.
    package let strays: [ServiceKey: [RealServer]]

    /// - Parameters:
    ///   - wanted: without overrides.
    ///   - kernel: what is there now.
    ///   - written: what we know to have written; a weight that differs from it is somebody else's.
    ///   - standing: the overrides so far. One whose weight is still there stays, and so does one of a server that
    ///     cannot show it: because the kernel lost it, or because the sorry server answers in its place.
    package init(
        of wanted: some Sequence<TableEntry>, against kernel: Table, written: Table = Table(),
        standing: Overrides = [:]
    ) {
        var overrides: Overrides = [:]
        var strays: [ServiceKey: [RealServer]] = [:]
        for entry in wanted {
            let key = entry.service.key
            let standing = standing[key] ?? [:]
            guard let present = kernel[key] else {
                overrides[key] = standing.isEmpty ? nil : standing
                continue
            }
            guard !standing.isEmpty || present.realServers != entry.realServers else { continue }
            let weights = Self.weights(entry)
            let unseen = standing.filter { weights[$0.key] == nil || !present.has($0.key) }
            if !unseen.isEmpty { overrides[key] = unseen }
            let writtenWeights = written[key].map(Self.weights) ?? [:]
            for server in present.realServers {
                guard let weight = weights[server.key] else {
                    strays[key, default: []].append(server)
                    continue
                }
                guard server.weight < weight else { continue }
                let isForeign = writtenWeights[server.key].map { $0 != server.weight } ?? false
                if isForeign || standing[server.key] == server.weight {
                    overrides[key, default: [:]][server.key] = server.weight
                }
            }
        }
        self.overrides = overrides
        self.strays = strays
    }

    private static func weights(_ entry: TableEntry) -> [RealServerKey: UInt32] {
        Dictionary(entry.realServers.map { ($0.key, $0.weight) }) { first, _ in first }
    }
}

extension TableEntry {
    fileprivate func has(_ server: RealServerKey) -> Bool { realServers.contains { $0.key == server } }

    /// The entry with weights set by hand, as far as they are below its own.
    package func overridden(by weights: [RealServerKey: UInt32]?) -> TableEntry {
        guard let weights, !weights.isEmpty else { return self }
        return TableEntry(
            service,
            realServers: realServers.map { server in
                var server = server
                server.weight = min(server.weight, weights[server.key] ?? server.weight)
                return server
            })
    }
}
