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
    private let unicast: UnicastSettings?
    private let group: IPAddress
    private let isStrict: Bool
    private let skipsAddressCheck: Bool
    private let checksumCoversMessageOnly: Bool
    private let messageLength: MessageLength

    public init(_ settings: RouterSettings) {
        version = settings.version
        family = settings.family
        virtualRouterID = settings.virtualRouterID
        interval = settings.advertisementInterval
        addresses = settings.advertisedAddresses
        authenticationData = settings.password.map { AdvertisementV2.authenticationData(password: $0) }
        unicast = settings.unicast
        group = settings.multicastGroup ?? MulticastGroup.address(of: settings.family)
        isStrict = settings.isStrict
        skipsAddressCheck = settings.skipsAddressCheck
        checksumCoversMessageOnly = settings.checksumCoversMessageOnly
        messageLength = MessageLength(settings)
    }

    /// Where advertisements go: the multicast group, or each of the unicast peers.
    public var destinations: [IPAddress] { unicast.map { $0.peers.map(\.address) } ?? [group] }

    /// The VRID of a message of either version, nil where it is shorter than any advertisement.
    public static func virtualRouterID(of message: Span<UInt8>) -> UInt8? {
        message.count >= headerLength ? message[1] : nil
    }

    /// Reads and checks a received message. Where the settings have `hmac`, an `Authenticator` has the last word.
    ///
    /// - Parameters:
    ///   - message: what the IP packet carries.
    ///   - envelope: what its IP header says.
    ///   - master: who the present master is; with `skip_check_adv_addr` its list of addresses is not looked at.
    public func decode(
        _ message: Span<UInt8>, in envelope: PacketEnvelope, master: IPAddress? = nil
    ) throws(DiscardReason) -> Advertisement {
        try check(envelope)
        guard message.count >= Self.headerLength else { throw .truncated }
        guard message[0] >> 4 == version.rawValue else { throw .version }
        guard message[0] & 0x0F == 1 else { throw .type }
        let length = try messageLength.check(message)
        if message.count > length, AuthenticationTrailer(message.extracting(length..<message.count)) == nil {
            throw .trailer
        }
        let form = try checksumForm(of: message, length: length, in: envelope)
        guard message[1] == virtualRouterID else { throw .virtualRouterID }
        let isKnown = skipsAddressCheck && envelope.source == master
        let listsOurAddresses = isKnown || listsOurAddresses(message)
        switch version {
        case .v2:
            return try AdvertisementV2.read(
                message.extracting(0..<length), form, listsOurAddresses: listsOurAddresses, for: self)
        case .v3:
            let beginsWithLinkLocal = family == .ipv4 || beginsWithLinkLocal(message)
            guard beginsWithLinkLocal || !isStrict else { throw .linkLocalMissing }
            return try AdvertisementV3.read(
                message.extracting(0..<length), form, listsOurAddresses: listsOurAddresses,
                beginsWithLinkLocal: beginsWithLinkLocal)
        }
    }

    /// The message that this router sends, without a trailer.
    ///
    /// - Parameters:
    ///   - priority: the effective priority, or 0 on leaving.
    ///   - source: where it is sent from; part of version 3's checksum.
    ///   - destination: one of `destinations`, and part of that checksum, too; nil for the first of them.
    public func encode(priority: UInt8, from source: IPAddress, to destination: IPAddress? = nil) -> [UInt8] {
        var writer = ByteWriter(reserving: Self.headerLength + 16 * addresses.count + AuthenticationTrailer.length)
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
        if coversPseudoHeader {
            addPseudoHeader(from: source, to: destination, length: writer.bytes.count, to: &sum)
        }
        writer.overwrite(sum.value, at: 6)
        return writer.bytes
    }

    /// Appends a trailer to an encoded message. On IPv6, where the kernel of keepalived's node computes the checksum,
    /// it then covers both.
    ///
    /// - Parameters:
    ///   - source: as for `encode`.
    ///   - destination: as for `encode`.
    public func append(
        _ trailer: AuthenticationTrailer, to message: inout [UInt8], from source: IPAddress,
        to destination: IPAddress? = nil
    ) {
        trailer.append(to: &message)
        guard family == .ipv6, message.count > 7 else { return }
        message[6] = 0
        message[7] = 0
        var sum = InternetChecksum()
        sum.add(message)
        addPseudoHeader(from: source, to: destination, length: message.count, to: &sum)
        message[6] = UInt8(truncatingIfNeeded: sum.value >> 8)
        message[7] = UInt8(truncatingIfNeeded: sum.value)
    }

    private var coversPseudoHeader: Bool {
        version == .v3 && (family == .ipv6 || !checksumCoversMessageOnly)
    }

    private func addPseudoHeader(
        from source: IPAddress, to destination: IPAddress?, length: Int, to sum: inout InternetChecksum
    ) {
        PseudoHeader(
            source: source, destination: destination ?? unicast?.peers.first?.address ?? group,
            protocolNumber: MulticastGroup.protocolNumber, length: length
        ).add(to: &sum)
    }

    /// Whether it came from and to where this router's advertisements may.
    private func check(_ envelope: PacketEnvelope) throws(DiscardReason) {
        guard let unicast else {
            guard envelope.hopLimit == MulticastGroup.hopLimit else { throw .hopLimit }
            guard envelope.destination == group, envelope.source.family == family else { throw .destination }
            return
        }
        guard !envelope.destination.isMulticast, envelope.source.family == family else { throw .destination }
        guard let peer = unicast.peers.first(where: { $0.address == envelope.source }) else {
            guard !unicast.checksSource else { throw .unknownPeer }
            return
        }
        guard peer.accepts(ttl: envelope.hopLimit) else { throw .hopLimit }
    }

    private func beginsWithLinkLocal(_ message: Span<UInt8>) -> Bool {
        message[3] > 0 && message[Self.headerLength] == 0xFE && message[Self.headerLength + 1] & 0xC0 == 0x80
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
