/// A length of time as a whole number of nanoseconds.
///
/// One 64-bit integer instead of `Swift.Duration`'s two: protocol arithmetic stays exact, cheap and easy to record.
/// Results that do not fit are held at the largest or smallest value, about 292 years.
public struct Nanoseconds: Hashable, Comparable, Sendable, Codable {
    public let count: Int64

    public init(_ count: Int64) {
        self.count = count
    }

    public static let zero = Nanoseconds(0)

    public static func microseconds(_ count: Int64) -> Nanoseconds { Nanoseconds(count) * 1_000 }
    public static func milliseconds(_ count: Int64) -> Nanoseconds { Nanoseconds(count) * 1_000_000 }
    /// Hundredths of a second, VRRP version 3's unit on the wire.
    public static func centiseconds(_ count: Int64) -> Nanoseconds { Nanoseconds(count) * 10_000_000 }
    public static func seconds(_ count: Int64) -> Nanoseconds { Nanoseconds(count) * 1_000_000_000 }

    /// Whole microseconds, rounded towards zero.
    public var wholeMicroseconds: Int64 { count / 1_000 }
    /// Whole milliseconds, rounded towards zero.
    public var wholeMilliseconds: Int64 { count / 1_000_000 }
    /// Whole seconds, rounded towards zero.
    public var wholeSeconds: Int64 { count / 1_000_000_000 }
    /// Seconds for output; decisions use `count`.
    public var seconds: Double { Double(count) / 1e9 }

    public static func < (left: Nanoseconds, right: Nanoseconds) -> Bool { left.count < right.count }

    public static func + (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        let (sum, overflow) = left.count.addingReportingOverflow(right.count)
        return Nanoseconds(overflow ? (left.count > 0 ? .max : .min) : sum)
    }

    public static func - (left: Nanoseconds, right: Nanoseconds) -> Nanoseconds {
        let (difference, overflow) = left.count.subtractingReportingOverflow(right.count)
        return Nanoseconds(overflow ? (left.count > 0 ? .max : .min) : difference)
    }

    public static func * (interval: Nanoseconds, factor: Int64) -> Nanoseconds {
        let (product, overflow) = interval.count.multipliedReportingOverflow(by: factor)
        return Nanoseconds(overflow ? ((interval.count < 0) == (factor < 0) ? .max : .min) : product)
    }

    public static func / (interval: Nanoseconds, divisor: Int64) -> Nanoseconds {
        let (quotient, overflow) = interval.count.dividedReportingOverflow(by: divisor)
        return Nanoseconds(overflow ? .max : quotient)
    }
}

extension Nanoseconds: CustomStringConvertible {
    /// Seconds with as many decimals as are needed: `1 s`, `0.01 s`, `3.609375 s`.
    public var description: String {
        let magnitude = count.magnitude
        let sign = count < 0 ? "-" : ""
        let whole = magnitude / 1_000_000_000
        var decimals = String(magnitude % 1_000_000_000)
        guard decimals != "0" else { return "\(sign)\(whole) s" }
        decimals = String(repeating: "0", count: 9 - decimals.count) + decimals
        while decimals.last == "0" { decimals.removeLast() }
        return "\(sign)\(whole).\(decimals) s"
    }
}
