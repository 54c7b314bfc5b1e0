/// A 48-bit link-layer address.
public struct MACAddress: Hashable, Comparable, Sendable {
    /// The six bytes as a number: 00:00:5e:00:01:33 is 0x5E000133.
    public let value: UInt64

    public init(_ value: UInt64) {
        self.value = value & 0xFFFF_FFFF_FFFF
    }

    /// Nil unless there are exactly six bytes.
    public init?(bytes: some Collection<UInt8>) {
        guard bytes.count == 6 else { return nil }
        value = bytes.reduce(0) { $0 << 8 | UInt64($1) }
    }

    /// ff:ff:ff:ff:ff:ff
    public static let broadcast = MACAddress(0xFFFF_FFFF_FFFF)

    public var bytes: [UInt8] {
        stride(from: 40, through: 0, by: -8).map { UInt8(truncatingIfNeeded: value >> UInt64($0)) }
    }

    public static func < (left: MACAddress, right: MACAddress) -> Bool {
        left.value < right.value
    }
}

extension MACAddress: LosslessStringConvertible {
    /// Six pairs of hexadecimal digits separated by colons or hyphens.
    public init?(_ text: some StringProtocol) {
        let parts = text.split(omittingEmptySubsequences: false) { $0 == ":" || $0 == "-" }
        guard parts.count == 6 else { return nil }
        var value: UInt64 = 0
        for part in parts {
            guard part.utf8.count == 2, part.first != "+", part.first != "-", let byte = UInt8(part, radix: 16)
            else { return nil }
            value = value << 8 | UInt64(byte)
        }
        self.value = value
    }

    public var description: String {
        bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: ":")
    }
}
