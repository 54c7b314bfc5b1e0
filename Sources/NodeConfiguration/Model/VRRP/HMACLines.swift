package import Deadlines

/// `auth_hmac`: the trailer that proves who sent an advert.
package struct HMACLines: Hashable, Sendable {
    /// How a time within the trailer is judged.
    package enum ReplayProtection: String, Hashable, Sendable, CaseIterable {
        /// It must be near the receiver's clock, and grow.
        case time
        /// It must grow.
        case monotonic
    }

    /// What becomes of adverts without a trailer.
    package enum Mode: String, Hashable, Sendable, CaseIterable {
        /// They are discarded.
        case enforce
        /// They are accepted; own adverts carry one.
        case permissive
        /// They are accepted; own adverts carry none.
        case receiveOnly = "receive-only"
    }

    /// In the order of the file, each id once; at least one.
    package let keys: [HMACKeyLine]
    /// The id of the key that signs; one of `keys`.
    package let activeKey: UInt8
    package let replayProtection: ReplayProtection
    /// How far a trailer's time may be from the receiver's clock; 1 to 300 s.
    package let timeWindow: Nanoseconds
    package let mode: Mode

    package init(
        keys: [HMACKeyLine], activeKey: UInt8, replayProtection: ReplayProtection = .time, timeWindow: Nanoseconds,
        mode: Mode = .enforce
    ) {
        self.keys = keys
        self.activeKey = activeKey
        self.replayProtection = replayProtection
        self.timeWindow = timeWindow
        self.mode = mode
    }
}

/// `key ID VALUE` of `auth_hmac`.
package struct HMACKeyLine: Hashable, Sendable {
    package let id: UInt8
    package let secret: HMACSecret
    /// Where the line stands.
    package let position: SourcePosition

    package init(id: UInt8, secret: HMACSecret, position: SourcePosition) {
        self.id = id
        self.secret = secret
        self.position = position
    }
}

/// A key's bytes, or where they are. It shows itself to nobody.
package struct HMACSecret: Hashable, Sendable, CustomStringConvertible, CustomReflectable {
    package enum Source: Hashable, Sendable {
        /// 32 to 64 bytes.
        case bytes([UInt8])
        /// `file:PATH`: a file that holds the text or `hex:` and digits.
        case file(String)
    }

    package let source: Source

    package init(_ source: Source) {
        self.source = source
    }

    /// The bytes of a text, or of the hexadecimal digits after `hex:`; nil unless there are 32 to 64.
    package static func bytes(of text: some StringProtocol) -> [UInt8]? {
        let bytes: [UInt8]?
        if text.hasPrefix("hex:") {
            bytes = Self.bytes(ofDigits: Array(text.utf8.dropFirst(4)))
        } else {
            bytes = Array(text.utf8)
        }
        return bytes.flatMap { (32...64).contains($0.count) ? $0 : nil }
    }

    private static func bytes(ofDigits digits: [UInt8]) -> [UInt8]? {
        guard digits.count.isMultiple(of: 2) else { return nil }
        var bytes: [UInt8] = []
        for place in stride(from: 0, to: digits.count, by: 2) {
            guard let high = digit(digits[place]), let low = digit(digits[place + 1]) else { return nil }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }

    package var description: String { "a secret" }
    package var customMirror: Mirror { Mirror(self, children: []) }
}
