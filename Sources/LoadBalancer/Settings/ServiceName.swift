import Addresses
package import IPVSKit
package import NodeConfiguration

/// What a virtual service of the configuration is known by: in the kernel's table it is one service or, with a group,
/// several.
package enum ServiceName: Hashable, Sendable {
    case single(ServiceKey)
    /// The services of a group; the ordinal counts the uses of the same group, from 0.
    case group(String, TransportProtocol, ordinal: Int)

    package init(_ server: VirtualServer) {
        switch server.identity {
        case .address(let address, let port):
            self = .single(.address(TransportProtocol(server.transportProtocol), Endpoint(address, port: port)))
        case .firewallMark(let mark): self = .single(.firewallMark(mark, server.family))
        case .group(let group, let ordinal):
            self = .group(group.name, TransportProtocol(server.transportProtocol), ordinal: ordinal)
        }
    }

    /// `tcp/192.0.2.1:80`, `fwmark/7/ipv6`, `tcp/group/web`: as `VirtualServer.trackingName`.
    package var pathText: String {
        switch self {
        case .single(let key): key.pathText
        case .group(let name, let transport, _): "\(transport.rawValue.lowercased())/group/\(name)"
        }
    }
}

extension ServiceName: Comparable {
    /// Those of groups come last.
    package static func < (left: ServiceName, right: ServiceName) -> Bool {
        switch (left, right) {
        case (.single(let left), .single(let right)): left < right
        case (.group(let left, _, let leftOrdinal), .group(let right, _, let rightOrdinal)):
            (left, leftOrdinal) < (right, rightOrdinal)
        case (.single, .group): true
        case (.group, .single): false
        }
    }
}

extension ServiceName: CustomStringConvertible {
    /// `TCP 192.0.2.1:80`, `FWM 7`, `TCP group web`.
    package var description: String {
        switch self {
        case .single(let key): "\(key)"
        case .group(let name, let transport, _): "\(transport) group \(name)"
        }
    }
}

extension ServiceKey {
    /// The kernel's services of a `virtual_server`.
    package static func all(of server: VirtualServer) -> [ServiceKey] {
        switch (server.identity, ServiceName(server)) {
        case (_, .single(let key)): return [key]
        case (.group(let group, _), .group(_, let transport, _)):
            return group.members.map { member in
                switch member {
                case .address(let address, let port): .address(transport, Endpoint(address, port: port))
                case .firewallMark(let mark, let family): .firewallMark(mark, family)
                }
            }
        case (.address, .group), (.firewallMark, .group): return []
        }
    }
}
