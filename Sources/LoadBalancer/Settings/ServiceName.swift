package import Addresses
package import IPVSKit
package import NodeConfiguration

/// What a virtual service of the configuration is known by: in the kernel's table it is one service or, with a group,
/// several.
package enum ServiceName: Hashable, Sendable {
    case single(ServiceKey)
    /// The services of a group. Its uses differ in the protocol, which is nil where the group has firewall marks alone, or
    /// in the family of marks that do not say theirs: by these a use is the same one wherever it stands in the file.
    case group(String, TransportProtocol?, AddressFamily)

    package init(_ server: VirtualServer) {
        switch server.identity {
        case .address(let address, let port):
            self = .single(.address(TransportProtocol(server.transportProtocol), Endpoint(address, port: port)))
        case .firewallMark(let mark): self = .single(.firewallMark(mark, server.family))
        case .group(let group, _):
            self = .group(
                group.name, group.hasAddresses ? TransportProtocol(server.transportProtocol) : nil,
                group.familyOfMarks ?? .ipv4)
        }
    }

    /// `tcp/192.0.2.1:80`, `fwmark/7/ipv6`, `tcp/group/web`, `fwmark/ipv6/group/web`: as `VirtualServer.trackingName`.
    package var pathText: String {
        switch self {
        case .single(let key): key.pathText
        case .group(let name, let transport, let family):
            (transport?.rawValue.lowercased() ?? "fwmark") + (family == .ipv6 ? "/ipv6" : "") + "/group/\(name)"
        }
    }
}

extension ServiceName: Comparable {
    /// Those of groups come last.
    package static func < (left: ServiceName, right: ServiceName) -> Bool {
        switch (left, right) {
        case (.single(let left), .single(let right)): left < right
        case (.group(let leftGroup, _, _), .group(let rightGroup, _, _)):
            (leftGroup, left.pathText) < (rightGroup, right.pathText)
        case (.single, .group): true
        case (.group, .single): false
        }
    }
}

extension ServiceName: CustomStringConvertible {
    /// `TCP 192.0.2.1:80`, `FWM 7`, `TCP group web`, `FWM IPv6 group web`: each service of a file has another one.
    package var description: String {
        switch self {
        case .single(let key): "\(key)"
        case .group(let name, let transport, let family):
            (transport?.description ?? "FWM") + (family == .ipv6 ? " IPv6" : "") + " group \(name)"
        }
    }
}

extension ServiceKey {
    /// The kernel's services of a `virtual_server`.
    package static func all(of server: VirtualServer) -> [ServiceKey] {
        switch (server.identity, ServiceName(server)) {
        case (_, .single(let key)): return [key]
        case (.group(let group, _), .group):
            let transport = TransportProtocol(server.transportProtocol)
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
