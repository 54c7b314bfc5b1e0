package import Addresses
import VRRPEngine

/// A network that joins the nodes, with the addresses on it.
package enum Segment {
    /// As many segments as there may be.
    private static let interfaces = ["eth0", "eth1", "eth2", "eth3"].compactMap { InterfaceName($0) }

    static func interface(_ segment: Int) -> InterfaceName { interfaces[segment] }

    /// The primary address that a node sends from: the greater the number, the greater the address.
    package static func address(_ segment: Int, number: Int, family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4: .v4(IPv4Address(192, 0, UInt8(truncatingIfNeeded: 2 + segment), UInt8(truncatingIfNeeded: number)))
        case .ipv6: .v6(IPv6Address(high: 0xFE80_0000_0000_0000, low: UInt64(segment) << 16 | UInt64(number)))
        }
    }

    /// The first `count` virtual addresses; an IPv6 list begins with a link-local one (RFC 9568 §5.2.9).
    static func virtualAddresses(_ segment: Int, family: AddressFamily, count: Int) -> [VirtualAddress] {
        (0..<count).map { index in
            switch family {
            case .ipv4:
                return VirtualAddress(Prefix(host: address(segment, number: 200 + index, family: family)))
            case .ipv6 where index == 0:
                return VirtualAddress(Prefix(host: address(segment, number: 0xFF00, family: family)))
            case .ipv6:
                let low = UInt64(segment) << 16 | UInt64(index)
                return VirtualAddress(Prefix(host: .v6(IPv6Address(high: 0x2001_0DB8_0000_0000, low: low))))
            }
        }
    }
}
