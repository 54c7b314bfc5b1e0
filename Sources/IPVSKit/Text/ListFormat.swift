import Addresses

/// The table that `ipvsadm -Ln` shows, to the byte and in its order. Shown as they are, and not as ipvsadm shows them,
/// are only firewall marks from 2,147,483,648 on, negative there, and the third flag of `sh` and `mh`, left out there.
public enum ListFormat {
    /// Three lines of heading, then each service with its real servers.
    public static func text(_ info: KernelInfo, _ services: [ServiceStatus]) -> String {
        let heading = """
            IP Virtual Server version \(info.version) (size=\(info.connectionTableSize))
            Prot LocalAddress:Port Scheduler Flags
              -> RemoteAddress:Port           Forward Weight ActiveConn InActConn

            """
        let sorted = services.sorted { $0.service.key.precedesInListings($1.service.key) }
        return heading + sorted.map(lines).joined()
    }

    private static func lines(_ status: ServiceStatus) -> String {
        let service = status.service
        var text = "\(name(service.key)) \(service.scheduler)"
        let flags = SchedulerFlagName.names(of: service)
        if !flags.isEmpty { text += " (\(flags.joined(separator: ",")))" }
        if let persistence = service.persistence {
            text += " persistent \(persistence.timeout)"
            if let netmask = persistence.netmask(service.key.family) { text += " mask \(netmask)" }
            if let engine = persistence.engine { text += " pe \(engine)" }
        }
        if service.flags.contains(.onePacket) { text += " ops" }
        text += "\n"
        for server in status.realServers { text += line(server) }
        return text
    }

    private static func name(_ key: ServiceKey) -> String {
        switch key {
        case .address(let transport, let endpoint): "\(padded(transport.rawValue, 4)) \(endpoint)"
        case .firewallMark(let mark, .ipv4): "FWM  \(mark)"
        case .firewallMark(let mark, .ipv6): "FWM  \(mark) IPv6"
        }
    }

    private static func line(_ status: RealServerStatus) -> String {
        let server = status.realServer
        let method =
            switch server.method {
            case .nat: "Masq"
            case .direct: "Route"
            case .tunnel: "Tunnel"
            case .other(1): "Local"
            case .other: ""
            }
        let columns = [
            padded("\(server.key)", 28), padded(method, 7), padded("\(server.weight)", 6),
            padded("\(status.activeConnections)", 10), padded("\(status.inactiveConnections)", 10),
        ]
        return "  -> \(columns.joined(separator: " "))\n"
    }

    private static func padded(_ text: String, _ width: Int) -> String {
        text + String(repeating: " ", count: max(0, width - text.utf8.count))
    }
}
