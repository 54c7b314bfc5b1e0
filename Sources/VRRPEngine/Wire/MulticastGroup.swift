public import Addresses

/// Where advertisements are sent, and how (RFC 9568 §5.1).
public enum MulticastGroup {
    /// The IP protocol number of VRRP.
    public static let protocolNumber: UInt8 = 112
    /// The TTL or hop limit of every advertisement: what is lower came through a router.
    public static let hopLimit: UInt8 = 255

    /// 224.0.0.18 (§5.1.1.2) or ff02::12 (§5.1.2.2).
    public static func address(of family: AddressFamily) -> IPAddress {
        switch family {
        case .ipv4: .v4(IPv4Address(224, 0, 0, 18))
        case .ipv6: .v6(IPv6Address(high: 0xFF02_0000_0000_0000, low: 0x12))
        }
    }
}
