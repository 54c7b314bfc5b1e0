public import Addresses
import Bytes
import Deadlines

/// Reads and writes the advertisements of one virtual router.
///
/// Reading makes every check that RFC 9568 §7.1 and RFC 3768 §7.1 ask for; what is left for the state machine is an
/// `Advertisement`.
public struct AdvertisementCodec: Hashable, Sendable {
    /// The fields before the addresses, in either version.
    static let headerLength = 8

    let version: VRRPVersion
    let family: AddressFamily
    let virtualRouterID: UInt8
    let interval: Nanoseconds
    let addresses: [IPAddress]
    /// Version 2's authentication data, eight bytes; nil without a password.
    let authenticationData: [UInt8]?

    public init(_ settings: RouterSettings) {
        version = settings.version
        family = settings.family
        virtualRouterID = settings.virtualRouterID
        interval = settings.advertisementInterval
        addresses = settings.advertisedAddresses
        authenticationData = settings.password.map { AdvertisementV2.authenticationData(password: $0) }
    }

    /// The VRID of a message of either version, nil where it is shorter than any advertisement.
    public static func virtualRouterID(of message: Span<UInt8>) -> UInt8? {
        message.count >= headerLength ? message[1] : nil
    }

    /// Reads and checks a received message.
    ///
    /// - Parameters:
    ///   - message: what the IP packet carries.
    ///   - envelope: what its IP header says.
    public func decode(_ message: Span<UInt8>, in envelope: PacketEnvelope) throws(DiscardReason) -> Advertisement {
        guard envelope.hopLimit == MulticastGroup.hopLimit else { throw .hopLimit }
        guard envelope.destination == MulticastGroup.address(of: family), envelope.source.family == family
        else { throw .destination }
        guard message.count >= Self.headerLength else { throw .truncated }
        guard message[0] >> 4 == version.rawValue else { throw .version }
        guard message[0] & 0x0F == 1 else { throw .type }
        let length = try lengthOfMessage(message)
        let form = try checksumForm(of: message, length: length, in: envelope)
        guard message[1] == virtualRouterID else { throw .virtualRouterID }
        switch version {
        case .v2: return try AdvertisementV2.read(message.extracting(0..<length), form, for: self)
        case .v3: return try AdvertisementV3.read(message.extracting(0..<length), form, for: self)
        }
    }

    /// The message that this router sends to the multicast group.
    ///
    /// - Parameters:
    ///   - priority: the effective priority, or 0 on leaving.
    ///   - source: where it is sent from; part of version 3's checksum.
    public func encode(priority: UInt8, from source: IPAddress) -> [UInt8] {
        var writer = ByteWriter(reserving: Self.headerLength + 16 * addresses.count)
        writer.write(version.rawValue << 4 | 1)
        writer.write(virtualRouterID)
        writer.write(priority)
        writer.write(UInt8(truncatingIfNeeded: addresses.count))
        switch version {
        case .v2: AdvertisementV2.writeBody(of: self, to: &writer)
        case .v3: AdvertisementV3.writeBody(of: self, to: &writer)
        }
        var sum = InternetChecksum()
        sum.add(writer.bytes)
        if version == .v3 {
            PseudoHeader(
                source: source, destination: MulticastGroup.address(of: family),
                protocolNumber: MulticastGroup.protocolNumber, length: writer.bytes.count
            ).add(to: &sum)
        }
        writer.overwrite(sum.value, at: 6)
        return writer.bytes
    }

    /// Whether the list after the header holds exactly the configured addresses, in any order.
    func listsOurAddresses(_ message: Span<UInt8>) -> Bool {
        guard Int(message[3]) == addresses.count else { return false }
        do {
            return try listsInOrder(message) || listed(message).sorted() == addresses.sorted()
        } catch {
            return false
        }
    }

    /// The usual case, without a copy.
    private func listsInOrder(_ message: Span<UInt8>) throws(UnexpectedEnd) -> Bool {
        var reader = ByteReader(message)
        try reader.skip(Self.headerLength)
        for address in addresses {
            guard try nextAddress(&reader) == address else { return false }
        }
        return true
    }

    private func listed(_ message: Span<UInt8>) throws(UnexpectedEnd) -> [IPAddress] {
        var reader = ByteReader(message)
        try reader.skip(Self.headerLength)
        var list: [IPAddress] = []
        for _ in addresses { list.append(try nextAddress(&reader)) }
        return list
    }

    private func nextAddress(_ reader: inout ByteReader) throws(UnexpectedEnd) -> IPAddress {
        switch family {
        case .ipv4: .v4(IPv4Address(try reader.readUInt32()))
        case .ipv6: .v6(IPv6Address(high: try reader.readUInt64(), low: try reader.readUInt64()))
        }
    }

    /// The length that the message's own fields give, when that and what was received agree.
    private func lengthOfMessage(_ message: Span<UInt8>) throws(DiscardReason) -> Int {
        let tail = version == .v2 ? AdvertisementV2.authenticationLength : 0
        let length = Self.headerLength + Int(message[3]) * family.bitWidth / 8 + tail
        guard message.count >= length else { throw .truncated }
        if message.count == length { return length }
        guard message.count == length + AuthenticationTrailer.length else { throw .surplusBytes }
        guard AuthenticationTrailer.isWellFormed(message.extracting(length..<message.count)) else { throw .trailer }
        return length
    }

    /// Which sum the checksum is; on IPv6 the kernel computes it over message and trailer together.
    private func checksumForm(
        of message: Span<UInt8>, length: Int, in envelope: PacketEnvelope
    ) throws(DiscardReason) -> Advertisement.ChecksumForm {
        let covered = family == .ipv6 ? message.count : length
        var sum = InternetChecksum()
        sum.add(message.extracting(0..<covered))
        if family == .ipv4, sum.value == 0 { return .messageOnly }
        guard version == .v3 else { throw .checksum }
        PseudoHeader(
            source: envelope.source, destination: envelope.destination,
            protocolNumber: MulticastGroup.protocolNumber, length: covered
        ).add(to: &sum)
        guard sum.value == 0 else { throw .checksum }
        return .pseudoHeader
    }
}
