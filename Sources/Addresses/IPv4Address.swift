/// An IPv4 address.
public struct IPv4Address: Hashable, Comparable, Sendable {
    /// The address as a number: 192.0.2.1 is 0xC0000201.
    public let value: UInt32

    public init(_ value: UInt32) {
        self.value = value
    }

    public init(_ first: UInt8, _ second: UInt8, _ third: UInt8, _ fourth: UInt8) {
        value = UInt32(first) << 24 | UInt32(second) << 16 | UInt32(third) << 8 | UInt32(fourth)
    }

    /// The address in network byte order, nil unless there are exactly four bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 4 else { return nil }
        value = bytes.reduce(0) { $0 << 8 | UInt32($1) }
    }

    /// 0.0.0.0
    public static let any = IPv4Address(0)
    /// 127.0.0.1
    public static let loopback = IPv4Address(127, 0, 0, 1)

    /// The four bytes in network byte order.
    public var bytes: [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: value >> $0) }
    }

    /// 224.0.0.0/4
    public var isMulticast: Bool { value >> 28 == 0b1110 }

    public static func < (left: IPv4Address, right: IPv4Address) -> Bool {
        left.value < right.value
    }
}

extension IPv4Address: LosslessStringConvertible {
    /// Four decimal numbers from 0 to 255 without leading zeros, separated by dots; anything else is nil.
    public init?(_ text: String) {
        var value: UInt32 = 0
        var part: UInt32 = 0
        var digits = 0
        var dots = 0
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39:
                guard digits == 0 || part != 0 else { return nil }
                part = part * 10 + UInt32(byte - 0x30)
                digits += 1
                guard part <= 255 else { return nil }
            case UInt8(ascii: "."):
                guard digits > 0, dots < 3 else { return nil }
                value = value << 8 | part
                (part, digits, dots) = (0, 0, dots + 1)
            default:
                return nil
            }
        }
        guard digits > 0, dots == 3 else { return nil }
        self.value = value << 8 | part
    }

    public init?(_ text: some StringProtocol) {
        self.init(String(text))
    }

    public var description: String {
        var text: [UInt8] = []
        text.reserveCapacity(15)
        appendText(to: &text)
        return String(decoding: text, as: UTF8.self)
    }

    /// Appends the address as text: tables have a hundred thousand of them, and interpolation is slow.
    func appendText(to text: inout [UInt8]) {
        text.appendDecimal(value >> 24)
        for shift in [16, 8, 0] as [UInt32] {
            text.append(UInt8(ascii: "."))
            text.appendDecimal(value >> shift & 0xFF)
        }
    }
}

extension [UInt8] {
    /// Appends a number in ASCII digits.
    mutating func appendDecimal(_ number: UInt32) {
        if number >= 10 { appendDecimal(number / 10) }
        append(UInt8(ascii: "0") + UInt8(number % 10))
    }
}
