import Addresses
import Bytes
import Crypto

/// The first 16 bytes of an HMAC-SHA-256.
struct AuthenticationCode: Hashable, Sendable {
    let high: UInt64
    let low: UInt64

    init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// Whether both are the same; the time that takes does not say where they differ.
    func matches(_ other: AuthenticationCode) -> Bool {
        (high ^ other.high) | (low ^ other.low) == 0
    }
}

extension AuthenticationCode {
    /// What is computed over a pseudo header, the message without its checksum, the trailer's beginning and zeros
    /// instead of the code.
    ///
    /// - Parameter message: of at least eight bytes, without a trailer.
    init(
        of message: Span<UInt8>, from source: IPAddress, keyID: UInt8, sequence: AdvertisementSequence, key: HMACKey
    ) {
        var writer = ByteWriter(reserving: 20 + message.count + AuthenticationTrailer.length)
        writer.write(UInt8(source.family == .ipv6 ? 6 : 4))
        writer.write(message[0] >> 4)
        writer.write(message[1])
        writer.write(UInt8(0))
        writer.write(source.bytes)
        if source.family == .ipv4 { for _ in 0..<3 { writer.write(UInt32(0)) } }
        for index in 0..<message.count {
            let isChecksum = index == 6 || index == 7
            writer.write(isChecksum ? 0 : message[index])
        }
        writer.write(AuthenticationTrailer.signedPart(keyID: keyID, sequence: sequence))
        writer.write(UInt64(0))
        writer.write(UInt64(0))
        let code = HMAC<SHA256>.authenticationCode(for: writer.bytes, using: key.secret)
        var high: UInt64 = 0
        var low: UInt64 = 0
        for (index, byte) in code.prefix(16).enumerated() {
            if index < 8 { high = high << 8 | UInt64(byte) } else { low = low << 8 | UInt64(byte) }
        }
        self.init(high: high, low: low)
    }
}
