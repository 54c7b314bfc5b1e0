import Addresses

extension ServiceKey {
    /// ipvsadm's order: services with an address first, by family, protocol number, address and port; then firewall
    /// marks.
    func precedesInListings(_ other: ServiceKey) -> Bool {
        switch (self, other) {
        case (.address(let transport, let endpoint), .address(let otherTransport, let otherEndpoint)):
            (family.bitWidth, transport.kernelNumber, endpoint)
                < (other.family.bitWidth, otherTransport.kernelNumber, otherEndpoint)
        default:
            self < other
        }
    }
}

extension Persistence {
    /// The netmask in ipvsadm's words: dotted for IPv4, a prefix length for IPv6; nil for single addresses, of which it
    /// says nothing.
    func netmask(_ family: AddressFamily) -> String? {
        guard prefixLength < family.bitWidth else { return nil }
        return switch family {
        case .ipv4: IPv4Address(prefixLength <= 0 ? 0 : UInt32.max << UInt32(32 - prefixLength)).description
        case .ipv6: "\(prefixLength)"
        }
    }
}
