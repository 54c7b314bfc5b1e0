import Addresses
package import IPVSKit

/// keepalived's lines in a FIFO about virtual services and their real servers.
///
/// Those of Debian's keepalived, byte for byte; keepalived 2.4 writes a NUL byte behind each by mistake.
package enum ServiceLine {
    package static func quorum(of service: ServiceName, isUp: Bool) -> String {
        "VS \(name(of: service)) \(word(isUp))\n"
    }

    package static func server(_ server: RealServerKey, of service: ServiceName, isUp: Bool) -> String {
        "RS \(name(of: server, in: service)) \(name(of: service)) \(word(isUp))\n"
    }

    /// How keepalived calls a real server.
    package static func name(of server: RealServerKey, in service: ServiceName) -> String {
        // The real servers of a firewall mark have no protocol.
        let transport: String =
            switch service {
            case .single(.address(let transport, _)), .group(_, let transport, _): transport.rawValue.lowercased()
            case .single(.firewallMark): "none"
            }
        return "[\(server.address)]:\(transport):\(server.port)"
    }

    /// How keepalived calls a virtual service.
    package static func name(of service: ServiceName) -> String {
        switch service {
        case .single(.address(let transport, let endpoint)):
            "[\(endpoint.address)]:\(transport.rawValue.lowercased()):\(endpoint.port)"
        case .single(.firewallMark(let mark, _)): "FWM \(mark)"
        case .group(let name, _, let ordinal): "[\(name)]:\(ordinal)"
        }
    }

    static func word(_ isUp: Bool) -> String { isUp ? "UP" : "DOWN" }
}
