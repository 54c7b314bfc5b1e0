/// The one's complement sum of RFC 1071 over any number of pieces.
///
/// Every piece but the last must have an even length.
public struct InternetChecksum: Sendable {
    private var sum: UInt64 = 0

    public init() {}

    /// Adds bytes, the odd last one as if a zero followed.
    public mutating func add(_ bytes: Span<UInt8>) {
        var index = 0
        while index + 1 < bytes.count {
            sum += UInt64(bytes[index]) << 8 | UInt64(bytes[index + 1])
            index += 2
        }
        if index < bytes.count { sum += UInt64(bytes[index]) << 8 }
    }

    public mutating func add(_ bytes: [UInt8]) {
        add(bytes.span)
    }

    public mutating func add(_ word: UInt16) {
        sum += UInt64(word)
    }

    /// The value for the checksum field. Over bytes that hold their own correct checksum it is 0.
    public var value: UInt16 {
        var folded = sum
        while folded > 0xFFFF { folded = (folded >> 16) + (folded & 0xFFFF) }
        return ~UInt16(folded)
    }
}
