/// FNV-1a over bytes: the same value in every process, unlike `Hasher`. For seeds and versions, not for secrets.
public struct StableHash: Sendable {
    public private(set) var value: UInt64 = 0xCBF2_9CE4_8422_2325

    public init() {}

    public mutating func combine(byte: UInt8) {
        value = (value ^ UInt64(byte)) &* 0x0000_0100_0000_01B3
    }

    /// Adds a text and a separator, so that `("ab", "c")` and `("a", "bc")` differ.
    public mutating func combine(_ text: String) {
        for byte in text.utf8 { combine(byte: byte) }
        combineSeparator()
    }

    /// What stands behind a text whose bytes are added one by one.
    public mutating func combineSeparator() {
        combine(byte: 0xFF)
    }

    public mutating func combine(_ number: UInt64) {
        for shift in stride(from: 0, to: 64, by: 8) {
            combine(byte: UInt8(truncatingIfNeeded: number >> UInt64(shift)))
        }
    }
}
