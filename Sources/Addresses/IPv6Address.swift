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
    public init?(_ text: some StringProtocol) {
        let pieces = text.split(separator: ":", omittingEmptySubsequences: false)
        guard (3...9).contains(pieces.count) else { return nil }
        var before: [UInt16] = []
        var after: [UInt16]?
        for (index, piece) in pieces.enumerated() {
            if piece.isEmpty {
                // Only a leading, an inner or a trailing "::" may leave a piece empty.
                let isEdge = index == 0 || index == pieces.count - 1
                if isEdge {
                    let neighbour = index == 0 ? 1 : pieces.count - 2
                    guard pieces[neighbour].isEmpty else { return nil }
                    if index == 0 || pieces.count == 3 { continue }
                    if after != nil { continue }
                }
                guard after == nil else { return nil }
                after = []
                continue
            }
            var groups: [UInt16] = []
            if index == pieces.count - 1, piece.contains(".") {
                guard let embedded = IPv4Address(piece) else { return nil }
                groups = [UInt16(embedded.value >> 16), UInt16(embedded.value & 0xFFFF)]
            } else {
                guard piece.utf8.count <= 4, piece.utf8.allSatisfy(\.isHexDigit), let group = UInt16(piece, radix: 16)
                else { return nil }
                groups = [group]
            }
            if after == nil { before += groups } else { after?.append(contentsOf: groups) }
        }
        let known = before.count + (after?.count ?? 0)
        guard after == nil ? known == 8 : known <= 7 else { return nil }
        let all = before + Array(repeating: 0, count: 8 - known) + (after ?? [])
        high = all[..<4].reduce(0) { $0 << 16 | UInt64($1) }
        low = all[4...].reduce(0) { $0 << 16 | UInt64($1) }
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
    fileprivate var isHexDigit: Bool {
        switch self {
        case 0x30...0x39, 0x41...0x46, 0x61...0x66: true
        default: false
        }
    }
}
