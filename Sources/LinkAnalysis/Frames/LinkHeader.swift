import Addresses
import Bytes

/// What stands before the packet in a frame.
struct LinkHeader {
    /// IEEE 802.1Q and 802.1ad, and the type that came before the latter.
    private static let vlanTypes: Set<UInt16> = [0x8100, 0x88A8, 0x9100]
    private static let mostVLANTags = 4

    var link = Link()
    var source: MACAddress?
    var destination: MACAddress?
    /// The packet's protocol as an Ethernet type.
    var etherType: UInt16 = 0
    /// Where the packet begins.
    var payloadStart = 0

    init(_ frame: CapturedFrame) throws(UnexpectedEnd) {
        var reader = ByteReader(frame.bytes.span)
        switch frame.linkType {
        case .ethernet: try readEthernet(&reader)
        case .cooked: try readCooked(&reader)
        case .cookedV2: try readCookedV2(&reader)
        case .rawIPv4: etherType = EtherType.ipv4
        case .rawIPv6: etherType = EtherType.ipv6
        case .raw:
            let version = try reader.readUInt8() >> 4
            etherType = version == 4 ? EtherType.ipv4 : version == 6 ? EtherType.ipv6 : 0
            return
        }
        while Self.vlanTypes.contains(etherType), link.vlans.count < Self.mostVLANTags {
            link.vlans.append(try reader.readUInt16() & 0x0FFF)
            etherType = try reader.readUInt16()
        }
        payloadStart = reader.offset
    }

    private mutating func readEthernet(_ reader: inout ByteReader) throws(UnexpectedEnd) {
        destination = MACAddress(bytes: try reader.readBytes(6))
        source = MACAddress(bytes: try reader.readBytes(6))
        etherType = try reader.readUInt16()
    }

    /// LINKTYPE_LINUX_SLL: packet type, ARPHRD type, address length, address, protocol.
    private mutating func readCooked(_ reader: inout ByteReader) throws(UnexpectedEnd) {
        try reader.skip(4)
        let length = try reader.readUInt16()
        takeSource(try reader.readBytes(8), length: Int(length))
        etherType = try reader.readUInt16()
    }

    /// LINKTYPE_LINUX_SLL2: protocol, reserved, interface, ARPHRD type, packet type, address length, address.
    private mutating func readCookedV2(_ reader: inout ByteReader) throws(UnexpectedEnd) {
        etherType = try reader.readUInt16()
        try reader.skip(2)
        link.interfaceIndex = try reader.readUInt32()
        try reader.skip(3)
        let length = try reader.readUInt8()
        takeSource(try reader.readBytes(8), length: Int(length))
    }

    private mutating func takeSource(_ field: [UInt8], length: Int) {
        if length == 6 { source = MACAddress(bytes: field.prefix(6)) }
    }
}

/// The Ethernet types that matter here.
enum EtherType {
    static let ipv4: UInt16 = 0x0800
    static let arp: UInt16 = 0x0806
    static let ipv6: UInt16 = 0x86DD
}
