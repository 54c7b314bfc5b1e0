public import Addresses

/// The link-layer address that belongs to a virtual router (RFC 9568 §7.3).
public enum VirtualMAC {
    /// 00-00-5E-00-01-VRID for IPv4, 00-00-5E-00-02-VRID for IPv6.
    public static func address(virtualRouterID: UInt8, family: AddressFamily) -> MACAddress {
        let block: UInt64
        switch family {
        case .ipv4: block = 0x5E00_0100
        case .ipv6: block = 0x5E00_0200
        }
        return MACAddress(block | UInt64(virtualRouterID))
    }
}
