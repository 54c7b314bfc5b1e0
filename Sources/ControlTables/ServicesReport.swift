package import ControlMessages

extension ServiceListMessage: Report {
    package var showsTrouble: Bool { services.contains(where: \.showsTrouble) }

    package var text: String {
        var lines = services.isEmpty ? ["no virtual services are configured"] : ServiceLayout(services).lines
        if !foreign.isEmpty {
            let title = "In the kernel and in no file (swiftlvsctl services adopt or purge decides):"
            lines += ["", title] + ServiceLayout(foreign).lines
        }
        return lines.joined(separator: "\n")
    }
}

extension ServiceEntry: StampedReport {
    package var showsTrouble: Bool {
        !quorum.isUp || !isInKernel || realServers.contains { $0.health == .down }
    }

    package func text(at asOf: Timestamp) -> String {
        var lines = ServiceLayout([self]).lines
        var table = Table(
            [
                ("", .left), ("CONNECTIONS", .right), ("PACKETS IN", .right), ("OUT", .right), ("BYTES IN", .right),
                ("OUT", .right),
            ])
        table.add(["total"] + stats.cells)
        if let rates { table.add(["per second"] + rates.cells) }
        lines.append("")
        return (lines + table.lines).joined(separator: "\n")
    }
}

extension TrafficEntry {
    fileprivate var cells: [String] {
        [connections, incomingPackets, outgoingPackets, incomingBytes, outgoingBytes].map { String($0) }
    }
}

/// Services near the look of `ipvsadm -Ln`: each on a line of its own, its real servers below it, with weight, health
/// and reason beside them.
private struct ServiceLayout {
    private let services: [ServiceEntry]
    private let addressWidth: Int
    private let weightWidth: Int

    init(_ services: [ServiceEntry]) {
        self.services = services
        let servers = services.flatMap(\.realServers)
        addressWidth = servers.reduce(30) { max($0, $1.endpoint.count) }
        weightWidth = servers.reduce(6) { max($0, $1.weight.text.count) }
    }

    var lines: [String] {
        var lines = [
            "Prot LocalAddress:Port Scheduler Flags",
            row("RemoteAddress:Port", "Forward", "Weight", "ActiveConn", "InActConn", "Health", "Reason"),
        ]
        for service in services {
            lines.append(service.headline.printable)
            for server in service.realServers {
                lines.append(
                    row(
                        server.endpoint, server.method.name, server.weight.text, String(server.connections.active),
                        String(server.connections.inactive), server.healthText, server.reason ?? ""))
            }
        }
        return lines
    }

    private func row(
        _ address: String, _ forward: String, _ weight: String, _ active: String, _ inactive: String,
        _ health: String, _ reason: String
    ) -> String {
        let cells = [
            address.padded(addressWidth), forward.padded(7), weight.padded(weightWidth), active.padded(10),
            inactive.padded(9), health.padded(14), reason,
        ]
        return ("  -> " + cells.joined(separator: " ")).printable.withoutTrailingBlanks
    }
}

extension ServiceEntry {
    /// `TCP  192.0.2.10:80 wlc persistent 300`, then what is to be known of it.
    fileprivate var headline: String {
        var words = [scheduler]
        if let persistence {
            words.append("persistent \(Spell.interval(persistence.timeout).dropLast(2))")
            let bits = family == .ipv4 ? 32 : 128
            if persistence.prefixLength != bits { words.append("mask /\(persistence.prefixLength)") }
        }
        words += flags.sorted()
        var remarks =
            owner == .configuration
            ? ["quorum \(quorum.isUp ? "up" : "DOWN") (\(quorum.have) of \(quorum.needed))"] : [owner.rawValue]
        if !isInKernel { remarks.append("NOT IN THE KERNEL AS WANTED") }
        return name + " " + words.joined(separator: " ") + "   " + remarks.joined(separator: ", ")
    }

    private var name: String {
        if let firewallMark { return "FWM  \(firewallMark)\(family == .ipv6 ? " IPv6" : "")" }
        let prefix = (transportProtocol?.rawValue.uppercased() ?? "-").padded(4)
        return "\(prefix) \(Spell.endpoint(address ?? "-", port ?? 0))"
    }
}

extension RealServerEntry {
    fileprivate var endpoint: String { Spell.endpoint(address, port) }

    /// The health, and what was done with a server that is not in service.
    fileprivate var healthText: String {
        switch (health, state) {
        case (.none, .inService): "-"
        case (.none, _): state.rawValue
        case (_, .inService): health.rawValue
        case (_, _): "\(health.rawValue), \(state.rawValue)"
        }
    }
}

extension ForwardingText {
    /// ipvsadm's word.
    fileprivate var name: String {
        switch self {
        case .nat: "Masq"
        case .direct: "Route"
        case .tunnel: "Tunnel"
        }
    }
}

extension WeightEntry {
    /// `50`, or `0 of 50` where the kernel is given another than the configured one.
    fileprivate var text: String {
        effective == configured ? String(effective) : "\(effective) of \(configured)"
    }
}
