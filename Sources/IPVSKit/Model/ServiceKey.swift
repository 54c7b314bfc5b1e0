public import Addresses

/// What identifies a virtual service in the kernel's table.
///
/// Services with an address sort before those with a firewall mark.
public enum ServiceKey: Hashable, Sendable {
    /// Packets of one protocol to one address and port; port 0 takes all ports (persistent services only).
    case address(TransportProtocol, Endpoint)
    /// Packets that netfilter has marked with a number other than 0, of either family by itself.
    case firewallMark(UInt32, AddressFamily)

    /// The family of the packets that come in. Real servers reached by a tunnel may have the other one.
    public var family: AddressFamily {
        switch self {
        case .address(_, let endpoint): endpoint.address.family
        case .firewallMark(_, let family): family
        }
    }
}

extension ServiceKey: Comparable {
    public static func < (left: ServiceKey, right: ServiceKey) -> Bool {
        switch (left, right) {
        case (.address(let leftProtocol, let leftEndpoint), .address(let rightProtocol, let rightEndpoint)):
            (leftProtocol.rawValue, leftEndpoint) < (rightProtocol.rawValue, rightEndpoint)
        case (.firewallMark(let leftMark, let leftFamily), .firewallMark(let rightMark, let rightFamily)):
            (leftMark, leftFamily.bitWidth) < (rightMark, rightFamily.bitWidth)
        case (.address, .firewallMark): true
        case (.firewallMark, .address): false
        }
    }
}

extension ServiceKey: CustomStringConvertible {
    /// `TCP 192.0.2.1:80`, `UDP [2001:db8::1]:53`, `FWM 7` or, for IPv6, `FWM 7 IPv6`.
    public var description: String {
        switch self {
        case .address(let transport, let endpoint): "\(transport) \(endpoint)"
        case .firewallMark(let mark, .ipv4): "FWM \(mark)"
        case .firewallMark(let mark, .ipv6): "FWM \(mark) IPv6"
        }
    }
}
