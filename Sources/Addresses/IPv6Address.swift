/// An IPv6 address, without a zone.
public struct IPv6Address: Hashable, Comparable, Sendable {
    /// The first and the last eight bytes as numbers.
    public let high: UInt64
    public let low: UInt64

    public init(high: UInt64, low: UInt64) {
        self.high = high
        self.low = low
    }

    /// The address in network byte order, nil unless there are exactly sixteen bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 16 else { return nil }
        high = bytes.prefix(8).reduce(0) { $0 << 8 | UInt64($1) }
        low = bytes.suffix(8).reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// `::`
    public static let any = IPv6Address(high: 0, low: 0)
    /// `::1`
    public static let loopback = IPv6Address(high: 0, low: 1)

    /// The sixteen bytes in network byte order.
    public var bytes: [UInt8] {
        [high, low].flatMap { half in
            stride(from: 56, through: 0, by: -8).map { UInt8(truncatingIfNeeded: half >> UInt64($0)) }
        }
    }

    /// ff00::/8
    public var isMulticast: Bool { high >> 56 == 0xFF }
    /// fe80::/10
    public var isLinkLocal: Bool { high >> 54 == 0x3FA }

    public static func < (left: IPv6Address, right: IPv6Address) -> Bool {
        (left.high, left.low) < (right.high, right.low)
    }

    private var groups: [UInt16] {
        [high, low].flatMap { half in
            [48, 32, 16, 0].map { UInt16(truncatingIfNeeded: half >> UInt64($0)) }
        }
    }
}

extension IPv6Address: LosslessStringConvertible {
    /// The text forms of RFC 4291 section 2.2, an embedded IPv4 address at the end included; no zone, no brackets.
    public init?(_ text: String) {
        var groups = Groups()
        let bytes = text.utf8
        var next = bytes.startIndex
        if text.utf8.starts(with: "::".utf8) {
            groups.openGap()
            next = bytes.index(next, offsetBy: 2)
        }
        // One turn a group, with the colon or colons behind it.
        while next < bytes.endIndex {
            let start = next
            while next < bytes.endIndex, bytes[next] != UInt8(ascii: ":") { next = bytes.index(after: next) }
            let isLast = next == bytes.endIndex
            guard groups.append(text[start..<next], isLast: isLast) else { return nil }
            guard !isLast else { break }
            next = bytes.index(after: next)
            // A colon at the end is half of "::" or nothing.
            guard next < bytes.endIndex else { return nil }
            if bytes[next] == UInt8(ascii: ":") {
                guard groups.openGap() else { return nil }
                next = bytes.index(after: next)
            }
        }
        guard let value = groups.value else { return nil }
        self.init(high: UInt64(truncatingIfNeeded: value >> 64), low: UInt64(truncatingIfNeeded: value))
    }

    public init?(_ text: some StringProtocol) {
        self.init(String(text))
    }

    /// The groups of 16 bits read so far.
    private struct Groups {
        private var bits: UInt128 = 0
        private var count = 0
        /// How many groups stand before "::".
        private var gap: Int?

        /// Notes "::"; false where there was one before.
        @discardableResult
        mutating func openGap() -> Bool {
            guard gap == nil else { return false }
            gap = count
            return true
        }

        /// Takes one to four hexadecimal digits in, or an IPv4 address as the last piece; false where it is neither.
        mutating func append(_ piece: Substring, isLast: Bool) -> Bool {
            if isLast, piece.utf8.contains(UInt8(ascii: ".")) {
                guard let embedded = IPv4Address(String(piece)), count <= 6 else { return false }
                bits = bits << 32 | UInt128(embedded.value)
                count += 2
                return true
            }
            guard (1...4).contains(piece.utf8.count), count < 8 else { return false }
            var group: UInt128 = 0
            for byte in piece.utf8 {
                guard let digit = byte.hexDigit else { return false }
                group = group << 4 | UInt128(digit)
            }
            bits = bits << 16 | group
            count += 1
            return true
        }

        /// The whole address; nil where groups are missing and there is no "::", or "::" stands for none.
        var value: UInt128? {
            guard let gap else { return count == 8 ? bits : nil }
            guard count <= 7 else { return nil }
            let behind = UInt128(16 * (count - gap))
            guard gap > 0 else { return bits }
            return ((bits >> behind) << UInt128(128 - 16 * gap)) | (bits & ((1 << behind) - 1))
        }
    }

    /// The canonical form of RFC 5952: lower case, no leading zeros, the longest run of zeros as `::`.
    public var description: String {
        let groups = self.groups
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            var end = start
            while end < groups.count, groups[end] == 0 { end += 1 }
            if end - start > max(longest.count, 1) { longest = start..<end }
            start = max(end, start + 1)
        }
        if high == 0, low >> 32 == 0xFFFF { return "::ffff:\(IPv4Address(UInt32(truncatingIfNeeded: low)))" }
        let text = { (part: ArraySlice<UInt16>) in part.map { String($0, radix: 16) }.joined(separator: ":") }
        guard !longest.isEmpty else { return text(groups[...]) }
        return text(groups[..<longest.lowerBound]) + "::" + text(groups[longest.upperBound...])
    }
}

extension UInt8 {
    /// What an ASCII hexadecimal digit stands for.
    fileprivate var hexDigit: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
