package import ControlMessages

extension TopologyMessage: Report {
    package var showsTrouble: Bool { !warnings.isEmpty }

    package var text: String {
        guard let source else { return "no topology is configured" }
        guard let loadedAt else { return "no topology has come from \(source.printable) yet" }
        var table = Table([
            ("SERVICE", .left), ("VIRTUAL IPS", .left), ("CLUSTER", .left), ("MEMBERS", .right), ("ACTIVE", .right),
            ("CONN/S", .right), ("BYTES IN", .right), ("BYTES OUT", .right),
        ])
        for service in services {
            for cluster in service.clusters {
                table.add([
                    service.name, service.virtualIPs.isEmpty ? "-" : service.virtualIPs.joined(separator: ", "),
                    cluster.id, String(cluster.members), String(cluster.activeConnections),
                    String(cluster.connectionsPerSecond), String(cluster.bytesIn), String(cluster.bytesOut),
                ])
            }
        }
        return (["topology of \(source.printable), read \(Spell.time(loadedAt))"] + table.lines + warnings.map(\.line))
            .joined(separator: "\n")
    }
}

extension TopologyWarningEntry {
    fileprivate var line: String { "! \(message)".printable }
}
