import Addresses
import CNetlink

/// The sets of a filter's table, by their names.
enum ClosedSet: String, CaseIterable {
    case ipv4 = "vips"
    case ipv6 = "vips6"
    /// IPv6 addresses that mean something on one interface alone, together with it.
    case linkLocal = "link_local_vips6"

    /// The set that an address belongs to.
    init(_ closed: ClosedAddress) {
        if closed.interfaceIndex != nil {
            self = .linkLocal
        } else {
            self = closed.address.family == .ipv4 ? .ipv4 : .ipv6
        }
    }

    /// What distinguishes it in a transaction.
    var identifier: UInt32 {
        switch self {
        case .ipv4: 1
        case .ipv6: 2
        case .linkLocal: 3
        }
    }

    /// Which types the kernel hands to `nft`, so that it can show the set (`ipv4_addr`, `ipv6_addr`,
    /// `ipv6_addr . iface_index`).
    var keyType: UInt32 {
        switch self {
        case .ipv4: 7
        case .ipv6: 8
        case .linkLocal: 8 << 6 | 20
        }
    }

    /// Bytes of a key.
    var keySize: UInt32 {
        switch self {
        case .ipv4: 4
        case .ipv6: 16
        case .linkLocal: 20
        }
    }

    /// The key of an address in its set; the interface's number is in the host's byte order.
    static func key(of closed: ClosedAddress) -> [UInt8] {
        var key = closed.address.bytes
        if let index = closed.interfaceIndex { key.appendHostOrder(index) }
        return key
    }

    /// The steps that find a packet's destination in this set.
    var match: [FilterExpression] {
        let family = self == .ipv4 ? NFPROTO_IPV4 : NFPROTO_IPV6
        let destination: FilterExpression =
            self == .ipv4
            ? .payload(NFT_PAYLOAD_NETWORK_HEADER, at: 16, count: 4, into: NFT_REG_1)
            : .payload(NFT_PAYLOAD_NETWORK_HEADER, at: 24, count: 16, into: NFT_REG_1)
        var steps: [FilterExpression] = [
            .meta(NFT_META_NFPROTO, into: NFT_REG_1), .equals([UInt8(truncatingIfNeeded: Int(family))]), destination,
        ]
        // The second register of 16 bytes lies right behind the first one.
        if self == .linkLocal { steps.append(.meta(NFT_META_IIF, into: NFT_REG_2)) }
        return steps + [.lookup(self)]
    }
}
