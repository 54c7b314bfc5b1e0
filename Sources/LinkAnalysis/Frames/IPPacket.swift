import Addresses
import Bytes

/// What the IP headers of a packet say, sound or not.
struct IPPacket {
    private static let mostHeaders = 8

    var source: IPAddress
    var destination: IPAddress
    var hopLimit: UInt8
    /// What follows all headers, an authentication header included.
    var protocolNumber: UInt8
    /// What the headers lead to, as far as it was captured.
    var payload: Range<Int>
    /// How many bytes of the payload are on the link and were not captured.
    var missing = 0
    var hasAuthenticationHeader = false
    /// A later fragment: the payload's beginning is in another packet.
    var isLaterFragment = false
    var findings: [Finding] = []
}

/// The numbers of the protocols that matter here.
enum IPProtocol {
    static let hopByHop: UInt8 = 0
    static let routing: UInt8 = 43
    static let fragment: UInt8 = 44
    static let authenticationHeader: UInt8 = 51
    static let icmpv6: UInt8 = 58
    static let destinationOptions: UInt8 = 60
}

extension IPPacket {
    /// Reads an IPv4 packet (RFC 791 §3.1) that begins at `start`.
    static func ipv4(in frame: CapturedFrame, from start: Int) throws(UnexpectedEnd) -> IPPacket {
        let bytes = frame.bytes.span.extracting(start..<frame.bytes.count)
        var reader = ByteReader(bytes)
        let versionAndLength = try reader.readUInt8()
        try reader.skip(1)
        let totalLength = Int(try reader.readUInt16())
        try reader.skip(2)
        let fragment = try reader.readUInt16()
        let hopLimit = try reader.readUInt8()
        let protocolNumber = try reader.readUInt8()
        try reader.skip(2)
        let source = IPAddress.v4(IPv4Address(try reader.readUInt32()))
        let destination = IPAddress.v4(IPv4Address(try reader.readUInt32()))

        let headerLength = Int(versionAndLength & 0x0F) * 4
        let onLink = bytes.count + frame.missing
        var packet = IPPacket(
            source: source, destination: destination, hopLimit: hopLimit, protocolNumber: protocolNumber,
            payload: start + 20..<frame.bytes.count)
        guard versionAndLength >> 4 == 4, headerLength >= 20, totalLength >= headerLength, totalLength <= onLink,
            headerLength <= bytes.count
        else {
            packet.findings.append(.ipLength(says: totalLength, has: onLink))
            return packet
        }
        var sum = InternetChecksum()
        sum.add(bytes.extracting(0..<headerLength))
        if sum.value != 0 { packet.findings.append(.ipHeaderChecksum) }
        packet.payload = start + headerLength..<start + min(totalLength, bytes.count)
        packet.missing = totalLength - min(totalLength, bytes.count)
        packet.noteFragment(offset: fragment & 0x1FFF, hasMore: fragment & 0x2000 != 0)
        if packet.protocolNumber == IPProtocol.authenticationHeader, !packet.isLaterFragment {
            try packet.skipExtensions(in: frame)
        }
        return packet
    }

    /// Reads an IPv6 packet (RFC 8200 §3) that begins at `start`, with its extension headers.
    static func ipv6(in frame: CapturedFrame, from start: Int) throws(UnexpectedEnd) -> IPPacket {
        let bytes = frame.bytes.span.extracting(start..<frame.bytes.count)
        var reader = ByteReader(bytes)
        let version = try reader.readUInt8() >> 4
        try reader.skip(3)
        let payloadLength = Int(try reader.readUInt16())
        let nextHeader = try reader.readUInt8()
        let hopLimit = try reader.readUInt8()
        let source = IPv6Address(high: try reader.readUInt64(), low: try reader.readUInt64())
        let destination = IPv6Address(high: try reader.readUInt64(), low: try reader.readUInt64())

        let onLink = reader.remaining + frame.missing
        var packet = IPPacket(
            source: .v6(source), destination: .v6(destination), hopLimit: hopLimit, protocolNumber: nextHeader,
            payload: start + reader.offset..<frame.bytes.count)
        guard version == 6, payloadLength <= onLink else {
            packet.findings.append(.ipLength(says: payloadLength, has: onLink))
            return packet
        }
        let captured = min(payloadLength, reader.remaining)
        packet.payload = start + reader.offset..<start + reader.offset + captured
        packet.missing = payloadLength - captured
        try packet.skipExtensions(in: frame)
        return packet
    }

    private mutating func noteFragment(offset: UInt16, hasMore: Bool) {
        guard offset != 0 || hasMore else { return }
        isLaterFragment = offset != 0
        findings.append(.fragmented)
    }

    /// Moves `payload` behind extension headers (RFC 8200 §4) and authentication headers (RFC 4302 §2).
    private mutating func skipExtensions(in frame: CapturedFrame) throws(UnexpectedEnd) {
        for _ in 0..<Self.mostHeaders {
            let unit: Int
            switch protocolNumber {
            case IPProtocol.hopByHop, IPProtocol.routing, IPProtocol.destinationOptions, IPProtocol.fragment: unit = 8
            case IPProtocol.authenticationHeader: unit = 4
            default: return
            }
            var reader = ByteReader(frame.bytes.span.extracting(payload))
            let next = try reader.readUInt8()
            let length = Int(try reader.readUInt8())
            switch protocolNumber {
            case IPProtocol.fragment:
                let field = try reader.readUInt16()
                try reader.skip(4)
                noteFragment(offset: field >> 3, hasMore: field & 1 != 0)
            case IPProtocol.authenticationHeader:
                hasAuthenticationHeader = true
                try reader.skip((length + 2) * unit - 2)
            default:
                try reader.skip((length + 1) * unit - 2)
            }
            protocolNumber = next
            payload = payload.lowerBound + reader.offset..<payload.upperBound
            if isLaterFragment { return }
        }
    }
}
