import Bytes

/// The 28 bytes that keepalived 2.4 appends to an advertisement with `auth_hmac`: type, key id, reserved, a sequence
/// of time and counter, 16 bytes of HMAC.
///
/// A router without a key looks at its form only and goes by the message before it: dropping the advertisement would
/// mean two masters while nodes are migrated one by one.
public struct AuthenticationTrailer: Hashable, Sendable {
    /// In bytes.
    public static let length = 28
    /// What the HMAC covers of the trailer itself.
    static let signedLength = 12
    /// HMAC-SHA-256, cut to 16 bytes.
    private static let type: UInt8 = 1

    let keyID: UInt8
    let sequence: AdvertisementSequence
    let code: AuthenticationCode

    init(keyID: UInt8, sequence: AdvertisementSequence, code: AuthenticationCode) {
        self.keyID = keyID
        self.sequence = sequence
        self.code = code
    }

    /// Reads a trailer; nil where it is none.
    init?(_ bytes: Span<UInt8>) {
        guard bytes.count == Self.length else { return nil }
        do throws(UnexpectedEnd) {
            var reader = ByteReader(bytes)
            let type = try reader.readUInt8()
            keyID = try reader.readUInt8()
            let reserved = try reader.readUInt16()
            sequence = AdvertisementSequence(value: try reader.readUInt64())
            code = AuthenticationCode(high: try reader.readUInt64(), low: try reader.readUInt64())
            guard type == Self.type, keyID != 0, reserved == 0 else { return nil }
        } catch {
            return nil
        }
    }

    /// The bytes before the HMAC.
    static func signedPart(keyID: UInt8, sequence: AdvertisementSequence) -> [UInt8] {
        var writer = ByteWriter(reserving: signedLength)
        writer.write(type)
        writer.write(keyID)
        writer.write(UInt16(0))
        writer.write(sequence.value)
        return writer.bytes
    }

    func append(to message: inout [UInt8]) {
        message += Self.signedPart(keyID: keyID, sequence: sequence)
        for part in [code.high, code.low] {
            for shift in stride(from: 56, through: 0, by: -8) {
                message.append(UInt8(truncatingIfNeeded: part >> UInt64(shift)))
            }
        }
    }
}
