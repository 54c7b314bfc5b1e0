import Addresses
import Bytes
import Deadlines
import VRRPEngine

/// Reads an advertisement leniently: as many fields as are there, and everything that is wrong with them.
///
/// The codec of the engine stops at the first reason to discard; who looks for a fault wants all of them.
struct AdvertisementReader {
    static let headerLength = 8
    private static let authenticationLength = 8
    private static let trailerLength = 28
    private static let type: UInt8 = 1

    let packet: IPPacket
    let family: AddressFamily
    /// The message's length on the link, in bytes.
    let length: Int
    private(set) var findings: [Finding] = []

    init(_ packet: IPPacket) {
        self.packet = packet
        family = packet.source.family
        length = packet.payload.count + packet.missing
    }

    /// Nil where it is no advertisement of a known version.
    mutating func read(_ message: Span<UInt8>) -> AdvertisementFields? {
        do throws(UnexpectedEnd) {
            return try readFields(message)
        } catch {
            // What was not captured is said of the frame as a whole.
            if packet.missing == 0 { findings.append(.truncated(has: length, needs: Self.headerLength)) }
            return nil
        }
    }

    private mutating func readFields(_ message: Span<UInt8>) throws(UnexpectedEnd) -> AdvertisementFields? {
        var reader = ByteReader(message)
        let versionAndType = try reader.readUInt8()
        let virtualRouterID = try reader.readUInt8()
        let priority = try reader.readUInt8()
        let count = Int(try reader.readUInt8())
        let pair = try reader.readUInt16()
        let checksum = try reader.readUInt16()
        guard let version = VRRPVersion(rawValue: versionAndType >> 4) else {
            findings.append(.unknownVersion(versionAndType >> 4))
            return nil
        }
        guard versionAndType & 0x0F == Self.type else {
            findings.append(.unknownType(versionAndType & 0x0F))
            return nil
        }
        if version == .v2, family == .ipv6 { findings.append(.versionTwoOverIPv6) }
        if virtualRouterID == 0 { findings.append(.virtualRouterIDZero) }
        var fields = AdvertisementFields(
            version: version, virtualRouterID: virtualRouterID, priority: priority,
            interval: interval(pair, version), addresses: [], authentication: .none, checksumForm: nil)
        if version == .v3, count == 0 { findings.append(.noAddresses) }
        if fields.interval == .zero { findings.append(.intervalZero) }
        for _ in 0..<count {
            guard let address = nextAddress(&reader) else { break }
            fields.addresses.append(address)
        }
        let sound = checkLength(message, count: count, version: version)
        fields.authentication = authentication(in: message, type: UInt8(pair >> 8), version: version, sound: sound)
        if let sound { fields.checksumForm = checkChecksum(of: message, sound, checksum, version) }
        return fields
    }

    private mutating func interval(_ pair: UInt16, _ version: VRRPVersion) -> Nanoseconds {
        switch version {
        case .v2: return .seconds(Int64(pair & 0xFF))
        case .v3:
            if pair >> 12 != 0 { findings.append(.reservedBits(UInt8(pair >> 12))) }
            return .centiseconds(Int64(pair & 0x0FFF))
        }
    }

    private func nextAddress(_ reader: inout ByteReader) -> IPAddress? {
        do throws(UnexpectedEnd) {
            return IPAddress(bytes: try reader.readBytes(family.bitWidth / 8))
        } catch {
            return nil
        }
    }

    /// The length that the fields give, without a trailer; nil where that and what there is do not agree, or not all of
    /// it was captured.
    private mutating func checkLength(_ message: Span<UInt8>, count: Int, version: VRRPVersion) -> Int? {
        let authentication = version == .v2 ? Self.authenticationLength : 0
        let needed = Self.headerLength + count * family.bitWidth / 8 + authentication
        guard length >= needed else {
            findings.append(.truncated(has: length, needs: needed))
            return nil
        }
        guard length == needed || length == needed + Self.trailerLength else {
            findings.append(.surplusBytes(length - needed))
            return nil
        }
        return packet.missing == 0 ? needed : nil
    }

    private mutating func authentication(
        in message: Span<UInt8>, type: UInt8, version: VRRPVersion, sound: Int?
    ) -> Authentication {
        if packet.hasAuthenticationHeader { return .header }
        if let sound, message.count > sound, let trailer = readTrailer(message, at: sound) { return trailer }
        guard version == .v2 else { return .none }
        switch type {
        case 0: return .none
        case 1:
            guard let sound else { return .password([]) }
            return .password((sound - Self.authenticationLength..<sound).map { message[$0] })
        default:
            findings.append(.unknownAuthentication(type))
            return .unknown(type)
        }
    }

    /// Type, key, two reserved bytes, a sequence of eight, the HMAC.
    private mutating func readTrailer(_ message: Span<UInt8>, at start: Int) -> Authentication? {
        do throws(UnexpectedEnd) {
            var reader = ByteReader(message.extracting(start..<message.count))
            let type = try reader.readUInt8()
            let keyID = try reader.readUInt8()
            let reserved = try reader.readUInt16()
            let sequence = try reader.readUInt64()
            if type == 1, keyID != 0, reserved == 0 { return .hmac(keyID: keyID, sequence: sequence) }
        } catch {}
        findings.append(.malformedTrailer)
        return nil
    }

    /// Which sum the checksum is. On IPv6 the kernel computes it over message and trailer together.
    private mutating func checkChecksum(
        of message: Span<UInt8>, _ sound: Int, _ checksum: UInt16, _ version: VRRPVersion
    ) -> Advertisement.ChecksumForm? {
        let covered = message.extracting(0..<(family == .ipv6 ? message.count : sound))
        let messageOnly = Checksum.value(over: covered)
        let withPseudoHeader = Checksum.value(
            over: covered, from: packet.source, to: packet.destination, protocolNumber: MulticastGroup.protocolNumber)
        switch (version, family) {
        case (.v2, _):
            if messageOnly == 0 { return .messageOnly }
            findings.append(
                withPseudoHeader == 0
                    ? .checksumOfOtherForm(.pseudoHeader)
                    : .checksum(
                        has: checksum, messageOnly: Checksum.repaired(checksum, messageOnly), withPseudoHeader: nil))
            return nil
        case (.v3, .ipv4):
            if messageOnly == 0 { return .messageOnly }
            if withPseudoHeader == 0 { return .pseudoHeader }
            findings.append(
                .checksum(
                    has: checksum, messageOnly: Checksum.repaired(checksum, messageOnly),
                    withPseudoHeader: Checksum.repaired(checksum, withPseudoHeader)))
            return nil
        case (.v3, .ipv6):
            if withPseudoHeader == 0 { return .pseudoHeader }
            findings.append(
                messageOnly == 0
                    ? .checksumOfOtherForm(.messageOnly)
                    : .checksum(
                        has: checksum, messageOnly: nil,
                        withPseudoHeader: Checksum.repaired(checksum, withPseudoHeader)))
            return nil
        }
    }
}
