/// The time of day as signed advertisements carry it; unlike all other times here it comes from a clock that people set.
public struct UTCTime: Hashable, Sendable {
    /// Since 1970, modulo 2³².
    public let seconds: UInt32
    /// In 1/65536 of a second.
    public let fraction: UInt16

    /// - Parameter nanoseconds: of the second, 0 to 999,999,999.
    public init(seconds: Int64, nanoseconds: Int64) {
        self.seconds = UInt32(truncatingIfNeeded: seconds)
        fraction = UInt16(truncatingIfNeeded: (min(max(nanoseconds, 0), 999_999_999) << 16) / 1_000_000_000)
    }
}
