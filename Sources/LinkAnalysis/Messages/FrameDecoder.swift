import Addresses
import Bytes
import VRRPEngine

/// Reads frames as they were captured.
package enum FrameDecoder {
    /// What the frame says about VRRP; nil where it has nothing to do with it.
    package static func decode(_ frame: CapturedFrame) -> DecodedFrame? {
        do throws(UnexpectedEnd) {
            let header = try LinkHeader(frame)
            switch header.etherType {
            case EtherType.arp: return try decodeARP(frame, header)
            case EtherType.ipv4: return try decode(.ipv4(in: frame, from: header.payloadStart), in: frame, header)
            case EtherType.ipv6: return try decode(.ipv6(in: frame, from: header.payloadStart), in: frame, header)
            default: return nil
            }
        } catch {
            // Too short to tell what it is.
            return nil
        }
    }

    private static func decodeARP(_ frame: CapturedFrame, _ header: LinkHeader) throws(UnexpectedEnd) -> DecodedFrame? {
        let bytes = frame.bytes.span
        guard let announcement = try Announcement(arp: bytes.extracting(header.payloadStart..<bytes.count))
        else { return nil }
        var decoded = DecodedFrame(frame, header, .announcement(announcement))
        if let source = header.source, source != announcement.hardwareAddress {
            decoded.findings.append(.announcementFromOther(source))
        }
        return decoded
    }

    private static func decode(
        _ packet: IPPacket, in frame: CapturedFrame, _ header: LinkHeader
    ) throws(UnexpectedEnd) -> DecodedFrame? {
        switch packet.protocolNumber {
        case MulticastGroup.protocolNumber:
            return decodeAdvertisement(packet, in: frame, header)
        case IPProtocol.icmpv6 where packet.source.family == .ipv6 && !packet.isLaterFragment:
            return try decodeNeighbourAdvertisement(packet, in: frame, header)
        default:
            return nil
        }
    }

    private static func decodeAdvertisement(
        _ packet: IPPacket, in frame: CapturedFrame, _ header: LinkHeader
    ) -> DecodedFrame {
        var decoded = DecodedFrame(frame, header, .unreadable)
        decoded.source = packet.source
        decoded.destination = packet.destination
        decoded.findings = packet.findings
        if packet.missing > 0 { decoded.findings.append(.cutByCapture(missing: packet.missing)) }
        checkEnvelope(packet, header, &decoded.findings)
        if packet.hasAuthenticationHeader { decoded.findings.append(.authenticationHeader) }
        guard !packet.isLaterFragment, !packet.hasWrongLength else { return decoded }
        var reader = AdvertisementReader(packet)
        if let fields = reader.read(frame.bytes.span.extracting(packet.payload)) {
            decoded.content = .advertisement(fields)
            checkVirtualMAC(header.source, fields, packet.source.family, &decoded.findings)
        }
        decoded.findings += reader.findings
        return decoded
    }

    private static func checkEnvelope(_ packet: IPPacket, _ header: LinkHeader, _ findings: inout [Finding]) {
        // Unicast peers may set a TTL of their own, and the sender's limits are not on the link.
        guard packet.destination.isMulticast else { return }
        if packet.hopLimit != MulticastGroup.hopLimit { findings.append(.hopLimit(packet.hopLimit)) }
        if let destination = header.destination, destination != packet.destination.multicastMAC {
            findings.append(.multicastFrame(destination))
        }
    }

    private static func checkVirtualMAC(
        _ source: MACAddress?, _ fields: AdvertisementFields, _ family: AddressFamily, _ findings: inout [Finding]
    ) {
        guard let source, source.isVirtual,
            source != VirtualMAC.address(virtualRouterID: fields.virtualRouterID, family: family)
        else { return }
        findings.append(.otherVirtualMAC(source))
    }

    private static func decodeNeighbourAdvertisement(
        _ packet: IPPacket, in frame: CapturedFrame, _ header: LinkHeader
    ) throws(UnexpectedEnd) -> DecodedFrame? {
        let message = frame.bytes.span.extracting(packet.payload)
        guard let announcement = try Announcement(icmpv6: message) else { return nil }
        var decoded = DecodedFrame(frame, header, .announcement(announcement))
        decoded.source = packet.source
        decoded.destination = packet.destination
        decoded.findings = packet.findings
        if packet.missing > 0 {
            decoded.findings.append(.cutByCapture(missing: packet.missing))
        } else if Checksum.value(
            over: message, from: packet.source, to: packet.destination, protocolNumber: IPProtocol.icmpv6) != 0
        {
            decoded.findings.append(.icmpChecksum)
        }
        if packet.hopLimit != MulticastGroup.hopLimit { decoded.findings.append(.hopLimit(packet.hopLimit)) }
        if announcement.hardwareAddress == nil { decoded.findings.append(.announcementWithoutAddress) }
        if case .neighbourAdvertisement(_, overrides: false) = announcement.form {
            decoded.findings.append(.announcementWithoutOverride)
        }
        if let source = header.source, let hardware = announcement.hardwareAddress, source != hardware {
            decoded.findings.append(.announcementFromOther(source))
        }
        return decoded
    }
}

extension DecodedFrame {
    fileprivate init(_ frame: CapturedFrame, _ header: LinkHeader, _ content: Content) {
        self.init(
            time: frame.time, link: header.link, hardwareSource: header.source,
            hardwareDestination: header.destination, content: content, findings: [])
    }
}

extension IPPacket {
    fileprivate var hasWrongLength: Bool {
        findings.contains { if case .ipLength = $0 { true } else { false } }
    }
}

extension IPAddress {
    var isMulticast: Bool {
        switch self {
        case .v4(let address): address.value >> 28 == 0xE
        case .v6(let address): address.high >> 56 == 0xFF
        }
    }

    /// Where frames to a multicast group go (RFC 1112 §6.4, RFC 2464 §7).
    fileprivate var multicastMAC: MACAddress {
        switch self {
        case .v4(let address): MACAddress(0x0100_5E00_0000 | UInt64(address.value & 0x7F_FFFF))
        case .v6(let address): MACAddress(0x3333_0000_0000 | address.low & 0xFFFF_FFFF)
        }
    }
}

extension MACAddress {
    /// Any VRID's, of either family (RFC 9568 §7.3).
    var isVirtual: Bool { value >> 8 == 0x00_5E00_01 || value >> 8 == 0x00_5E00_02 }
}
