package import IPVSKit
package import NodeConfiguration

/// keepalived's lines in a FIFO about virtual services and their real servers.
///
/// Those of Debian's keepalived, byte for byte; keepalived 2.4 writes a NUL byte behind each by mistake.
package enum ServiceLine {
    package static func quorum(of service: VirtualServer, isUp: Bool) -> String {
        "VS \(name(of: service)) \(word(isUp))\n"
    }

    package static func server(_ server: RealServerKey, of service: VirtualServer, isUp: Bool) -> String {
        "RS \(name(of: server, in: service)) \(name(of: service)) \(word(isUp))\n"
    }

    /// How keepalived calls a real server.
    package static func name(of server: RealServerKey, in service: VirtualServer) -> String {
        // The real servers of firewall marks have no protocol.
        let hasProtocol =
            switch service.identity {
            case .address: true
            case .firewallMark: false
            case .group(let group, _): group.hasAddresses
            }
        return "[\(server.address)]:\(hasProtocol ? service.transportProtocol.rawValue : "none"):\(server.port)"
    }

    /// How keepalived calls a virtual service.
    package static func name(of service: VirtualServer) -> String {
        switch service.identity {
        case .address(let address, let port): "[\(address)]:\(service.transportProtocol.rawValue):\(port)"
        case .firewallMark(let mark): "FWM \(mark)"
        case .group(let group, let ordinal): "[\(group.name)]:\(ordinal)"
        }
    }

    static func word(_ isUp: Bool) -> String { isUp ? "UP" : "DOWN" }
}
