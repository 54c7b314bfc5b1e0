import Addresses
package import IPVSKit

/// keepalived's lines in a FIFO about virtual services and their real servers.
///
/// Those of Debian's keepalived, byte for byte; keepalived 2.4 writes a NUL byte behind each by mistake.
package enum ServiceLine {
    package static func quorum(of service: ServiceKey, isUp: Bool) -> String {
        "VS \(name(of: service)) \(word(isUp))\n"
    }

    package static func server(_ server: RealServerKey, of service: ServiceKey, isUp: Bool) -> String {
        "RS \(name(of: server, in: service)) \(name(of: service)) \(word(isUp))\n"
    }

    /// How keepalived calls a real server.
    package static func name(of server: RealServerKey, in service: ServiceKey) -> String {
        // The real servers of a firewall mark have no protocol.
        let transport: String =
            switch service {
            case .address(let transport, _): transport.rawValue.lowercased()
            case .firewallMark: "none"
            }
        return "[\(server.address)]:\(transport):\(server.port)"
    }

    /// How keepalived calls a virtual service.
    package static func name(of service: ServiceKey) -> String {
        switch service {
        case .address(let transport, let endpoint):
            "[\(endpoint.address)]:\(transport.rawValue.lowercased()):\(endpoint.port)"
        case .firewallMark(let mark, _): "FWM \(mark)"
        }
    }

    static func word(_ isUp: Bool) -> String { isUp ? "UP" : "DOWN" }
}
