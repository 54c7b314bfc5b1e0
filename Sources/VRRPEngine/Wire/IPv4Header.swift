import Addresses
import Bytes

/// The IPv4 header (RFC 791 §3.1) that raw sockets deliver in front of the message.
public struct IPv4Header: Hashable, Sendable {
    /// Who sent it where, with which TTL.
    public let envelope: PacketEnvelope
    /// 112 for VRRP, 51 for an authentication header.
    public let protocolNumber: UInt8
    /// Where the message lies in the packet; within its bounds.
    public let payload: Range<Int>

    /// Reads the header of exactly one packet.
    ///
    /// - Throws: `.ipHeader` where it is no IPv4 header, or its lengths and `packet` do not agree to the byte.
    public init(_ packet: Span<UInt8>) throws(DiscardReason) {
        do {
            var reader = ByteReader(packet)
            let versionAndLength = try reader.readUInt8()
            try reader.skip(1)
            let totalLength = Int(try reader.readUInt16())
            try reader.skip(4)
            let hopLimit = try reader.readUInt8()
            protocolNumber = try reader.readUInt8()
            try reader.skip(2)
            envelope = PacketEnvelope(
                source: .v4(IPv4Address(try reader.readUInt32())),
                destination: .v4(IPv4Address(try reader.readUInt32())), hopLimit: hopLimit)
            let headerLength = Int(versionAndLength & 0x0F) * 4
            guard versionAndLength >> 4 == 4, headerLength >= 20, headerLength <= totalLength,
                totalLength == packet.count
            else { throw DiscardReason.ipHeader }
            payload = headerLength..<totalLength
        } catch {
            throw .ipHeader
        }
    }
}
