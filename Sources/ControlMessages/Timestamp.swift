/// A point on the wall clock, to the microsecond, written as RFC 3339 in UTC: `2026-02-03T04:05:06.789000Z`.
///
/// The text always has six decimals, so that texts sort as the times do.
package struct Timestamp: Hashable, Comparable, Sendable {
    /// Microseconds since 1970-01-01T00:00:00Z, within the years 0000 to 9999.
    package let microseconds: Int64

    private static let range: ClosedRange<Int64> = -62_167_219_200_000_000...253_402_300_799_999_999

    /// Times outside the years 0000 to 9999 are held at the range's ends.
    package init(microsecondsSince1970 microseconds: Int64) {
        self.microseconds = min(max(microseconds, Self.range.lowerBound), Self.range.upperBound)
    }

    /// Seconds and nanoseconds as `clock_gettime(CLOCK_REALTIME)` gives them; what is below a microsecond is dropped.
    package init(secondsSince1970 seconds: Int64, nanoseconds: Int64 = 0) {
        let (scaled, overflow) = seconds.multipliedReportingOverflow(by: 1_000_000)
        let (sum, overflowOfSum) = scaled.addingReportingOverflow(nanoseconds / 1_000)
        self.init(microsecondsSince1970: overflow || overflowOfSum ? (seconds < 0 ? .min : .max) : sum)
    }

    package static func < (left: Timestamp, right: Timestamp) -> Bool {
        left.microseconds < right.microseconds
    }
}

extension Timestamp: LosslessStringConvertible {
    package var description: String {
        let second = microseconds.flooredQuotient(by: 1_000_000)
        let fraction = microseconds - second * 1_000_000
        let day = second.flooredQuotient(by: 86_400)
        let ofDay = second - day * 86_400
        let date = CivilDate(daysSince1970: day)
        return date.year.padded(4) + "-" + date.month.padded(2) + "-" + date.day.padded(2) + "T"
            + (ofDay / 3_600).padded(2) + ":" + (ofDay / 60 % 60).padded(2) + ":" + (ofDay % 60).padded(2) + "."
            + fraction.padded(6) + "Z"
    }

    /// The forms of RFC 3339: an upper- or lower-case `T` and `Z`, any number of decimals, or an offset instead of `Z`.
    /// A leap second counts as the second that follows it.
    package init?(_ text: some StringProtocol) {
        var reader = DigitReader(text.utf8)
        guard let year = reader.number(4), reader.skip("-"), let month = reader.number(2), reader.skip("-"),
            let day = reader.number(2), reader.skip("T") || reader.skip("t"), let hour = reader.number(2),
            reader.skip(":"), let minute = reader.number(2), reader.skip(":"), let second = reader.number(2),
            let fraction = reader.microseconds(), let offset = reader.offset(), reader.isAtEnd,
            let date = CivilDate(year: year, month: month, day: day), hour < 24, minute < 60, second <= 60
        else { return nil }
        let seconds = date.daysSince1970 * 86_400 + hour * 3_600 + minute * 60 + second - offset
        self.init(microsecondsSince1970: seconds * 1_000_000 + fraction)
    }
}

extension Timestamp: Codable {
    package init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        let text = try container.decode(String.self)
        guard let time = Timestamp(text) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "\"\(text)\" is no RFC 3339 time")
        }
        self = time
    }

    package func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(description)
    }
}

/// Reads the fixed-width numbers of a time.
private struct DigitReader<Text: Collection> where Text.Element == UInt8 {
    private var rest: Text.SubSequence

    init(_ text: Text) {
        rest = text[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func skip(_ scalar: Unicode.Scalar) -> Bool {
        guard let byte = rest.first, UInt32(byte) == scalar.value else { return false }
        rest = rest.dropFirst()
        return true
    }

    mutating func digit() -> Int64? {
        guard let byte = rest.first, (0x30...0x39).contains(byte) else { return nil }
        rest = rest.dropFirst()
        return Int64(byte) - 0x30
    }

    mutating func number(_ digits: Int) -> Int64? {
        var value: Int64 = 0
        for _ in 0..<digits {
            guard let digit = digit() else { return nil }
            value = value * 10 + digit
        }
        return value
    }

    /// The decimals after a full stop; 0 without one, nil where a full stop has none.
    mutating func microseconds() -> Int64? {
        guard skip(".") else { return 0 }
        guard var value = digit() else { return nil }
        var digits = 1
        while let next = digit() {
            if digits < 6 { value = value * 10 + next }
            digits = min(digits + 1, 6)
        }
        for _ in digits..<6 { value *= 10 }
        return value
    }

    /// `Z`, or hours and minutes ahead of UTC, in seconds.
    mutating func offset() -> Int64? {
        if skip("Z") || skip("z") { return 0 }
        let isAhead = skip("+")
        guard isAhead || skip("-"), let hours = number(2), skip(":"), let minutes = number(2), hours < 24, minutes < 60
        else { return nil }
        return (isAhead ? 1 : -1) * (hours * 3_600 + minutes * 60)
    }
}

extension Int64 {
    fileprivate func padded(_ width: Int) -> String {
        let digits = String(self)
        return String(repeating: "0", count: Swift.max(0, width - digits.utf8.count)) + digits
    }
}
