/// The number of a signed advertisement: seconds, fraction and a counter as one number that only grows. It wraps around
/// like a serial number (RFC 1982).
struct AdvertisementSequence: Hashable, Sendable {
    var value: UInt64

    init(value: UInt64) {
        self.value = value
    }

    init(_ time: UTCTime) {
        value = UInt64(time.seconds) << 32 | UInt64(time.fraction) << 16
    }

    /// The next one to send: the clock's, or one more than the last where the clock has not moved on.
    init(_ time: UTCTime, after last: AdvertisementSequence?) {
        let clock = AdvertisementSequence(time)
        guard let last, !clock.isAfter(last) else {
            self = clock
            return
        }
        self.init(value: last.value &+ 1)
    }

    var seconds: UInt32 { UInt32(truncatingIfNeeded: value >> 32) }

    func isAfter(_ other: AdvertisementSequence) -> Bool {
        Int64(bitPattern: value &- other.value) > 0
    }
}
