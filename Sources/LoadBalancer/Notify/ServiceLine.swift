import Addresses
package import IPVSKit

/// keepalived's lines in a FIFO about virtual services and their real servers.
///
/// Those of Debian's keepalived, byte for byte; keepalived 2.4 writes a NUL byte behind each by mistake.
package enum ServiceLine {
    package static func quorum(of service: ServiceKey, isUp: Bool) -> String {
        "VS \(text(of: service)) \(word(isUp))\n"
    }

    package static func server(_ server: RealServerKey, of service: ServiceKey, isUp: Bool) -> String {
        // The real servers of a firewall mark have no protocol.
        let transport: String =
            switch service {
            case .address(let transport, _): transport.rawValue.lowercased()
            case .firewallMark: "none"
            }
        return "RS [\(server.address)]:\(transport):\(server.port) \(text(of: service)) \(word(isUp))\n"
    }

    private static func text(of service: ServiceKey) -> String {
        switch service {
        case .address(let transport, let endpoint):
            "[\(endpoint.address)]:\(transport.rawValue.lowercased()):\(endpoint.port)"
        case .firewallMark(let mark, _): "FWM \(mark)"
        }
    }

    private static func word(_ isUp: Bool) -> String { isUp ? "UP" : "DOWN" }
}
