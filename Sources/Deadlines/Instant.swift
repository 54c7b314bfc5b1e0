/// A point on a monotonic clock, in nanoseconds since an arbitrary start.
///
/// Values never read a clock: an instant is always handed in. It is a plain 64-bit number, so that recordings can hold
/// it; wall-clock time appears only in output.
public struct Instant: Hashable, Comparable, Sendable, Codable {
    /// Nanoseconds since the clock's start.
    public let nanoseconds: Int64

    public init(nanoseconds: Int64) {
        self.nanoseconds = nanoseconds
    }

    /// The clock's start.
    public static let zero = Instant(nanoseconds: 0)
    /// Later than every instant a clock will show.
    public static let distantFuture = Instant(nanoseconds: .max)

    public static func < (left: Instant, right: Instant) -> Bool {
        left.nanoseconds < right.nanoseconds
    }

    /// The instant `interval` after this one, kept within the clock's range.
    public static func + (instant: Instant, interval: Nanoseconds) -> Instant {
        let (sum, overflow) = instant.nanoseconds.addingReportingOverflow(interval.count)
        guard overflow else { return Instant(nanoseconds: sum) }
        return Instant(nanoseconds: interval.count > 0 ? .max : .min)
    }

    /// The time from `earlier` to `later`, kept within the range of an interval.
    public static func - (later: Instant, earlier: Instant) -> Nanoseconds {
        let (difference, overflow) = later.nanoseconds.subtractingReportingOverflow(earlier.nanoseconds)
        guard overflow else { return Nanoseconds(difference) }
        return Nanoseconds(later > earlier ? .max : .min)
    }
}
