/// What a `UDP_CHECK` sends and takes for an answer.
package struct UDPCheckSettings: Hashable, Sendable {
    /// nil: bytes by chance.
    package let payload: [UInt8]?
    package let requiresReply: Bool
    /// What a reply begins with; nil where any will do.
    package let reply: HexPattern?
    /// How long a reply may be, in bytes.
    package let lengths: ClosedRange<Int>

    package init(payload: [UInt8]?, requiresReply: Bool, reply: HexPattern?, lengths: ClosedRange<Int>) {
        self.payload = payload
        self.requiresReply = requiresReply
        self.reply = reply
        self.lengths = lengths
    }
}

/// Bytes as hexadecimal digits, `x` standing for any digit.
package struct HexPattern: Hashable, Sendable {
    package let values: [UInt8]
    /// The bits of each that count.
    package let masks: [UInt8]

    /// The bytes of several words: pairs of digits, and a single digit where a word has one left.
    ///
    /// - Returns: nil where something else than digits stands there, or `x` that is not allowed.
    init?(_ words: [String], allowsAny: Bool) {
        var values: [UInt8] = []
        var masks: [UInt8] = []
        for word in words {
            var digits = Array(word.utf8)[...]
            while let first = digits.popFirst() {
                guard let high = Self.digit(first, allowsAny) else { return nil }
                guard let second = digits.popFirst() else {
                    values.append(high.value)
                    masks.append(0xF0 | high.mask)
                    continue
                }
                guard let low = Self.digit(second, allowsAny) else { return nil }
                values.append(high.value << 4 | low.value)
                masks.append(high.mask << 4 | low.mask)
            }
        }
        (self.values, self.masks) = (values, masks)
    }

    private static func digit(_ byte: UInt8, _ allowsAny: Bool) -> (value: UInt8, mask: UInt8)? {
        switch byte {
        case 0x30...0x39: (byte - 0x30, 0xF)
        case 0x41...0x46: (byte - 0x41 + 10, 0xF)
        case 0x61...0x66: (byte - 0x61 + 10, 0xF)
        case UInt8(ascii: "x") where allowsAny, UInt8(ascii: "X") where allowsAny: (0, 0)
        default: nil
        }
    }
}
