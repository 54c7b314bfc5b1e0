package import Addresses
import Bytes

/// A gratuitous ARP packet or an unsolicited neighbour advertisement: who says that an address is there.
package struct Announcement: Hashable, Sendable {
    package enum Form: Hashable, Sendable {
        case arpRequest
        case arpReply
        /// With the router and the override flag as they are.
        case neighbourAdvertisement(isRouter: Bool, overrides: Bool)
    }

    package var form: Form
    package var address: IPAddress
    /// Where the address is said to be; nil where a neighbour advertisement does not say it.
    package var hardwareAddress: MACAddress?
}

extension Announcement {
    /// A gratuitous ARP packet (RFC 5227 §3); nil for every other.
    init?(arp bytes: Span<UInt8>) throws(UnexpectedEnd) {
        var reader = ByteReader(bytes)
        let hardwareType = try reader.readUInt16()
        let protocolType = try reader.readUInt16()
        let lengths = try reader.readUInt16()
        let operation = try reader.readUInt16()
        guard hardwareType == 1, protocolType == EtherType.ipv4, lengths == 0x0604 else { return nil }
        let hardware = MACAddress(bytes: try reader.readBytes(6))
        let sender = IPv4Address(try reader.readUInt32())
        try reader.skip(6)
        let target = IPv4Address(try reader.readUInt32())
        guard sender == target, operation == 1 || operation == 2 else { return nil }
        self.init(form: operation == 1 ? .arpRequest : .arpReply, address: .v4(sender), hardwareAddress: hardware)
    }

    /// An unsolicited neighbour advertisement (RFC 4861 §4.4); nil for every other message.
    init?(icmpv6 bytes: Span<UInt8>) throws(UnexpectedEnd) {
        let neighbourAdvertisement: UInt8 = 136
        let targetLinkLayerAddress: UInt8 = 2
        var reader = ByteReader(bytes)
        guard try reader.readUInt8() == neighbourAdvertisement, try reader.readUInt8() == 0 else { return nil }
        try reader.skip(2)
        let flags = try reader.readUInt32()
        let isSolicited = flags & 0x4000_0000 != 0
        guard !isSolicited else { return nil }
        let target = IPv6Address(high: try reader.readUInt64(), low: try reader.readUInt64())
        self.init(
            form: .neighbourAdvertisement(isRouter: flags & 0x8000_0000 != 0, overrides: flags & 0x2000_0000 != 0),
            address: .v6(target), hardwareAddress: nil)
        while reader.remaining >= 8 {
            let type = try reader.readUInt8()
            let length = Int(try reader.readUInt8()) * 8
            guard length >= 8 else { return }
            let content = try reader.readBytes(length - 2)
            if type == targetLinkLayerAddress { hardwareAddress = MACAddress(bytes: content.prefix(6)) }
        }
    }
}
