/// Times as mail has them (RFC 5322, section 3.3), in UTC.
package enum MailDate {
    private static let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    /// Up to the end of the year 9999.
    private static let range: ClosedRange<Int64> = 0...253_402_300_799

    /// `Sun, 22 Nov 2026 01:51:04 +0000`; times outside the years 1970 to 9999 are held at the range's ends.
    package static func text(ofSecondsSince1970 seconds: Int64) -> String {
        let seconds = Int(min(max(seconds, range.lowerBound), range.upperBound))
        let (day, ofDay) = (seconds / 86_400, seconds % 86_400)
        // Years from March to February, so that the leap day is the last one.
        let shifted = day + 719_468
        let era = shifted / 146_097
        let dayOfEra = shifted % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthFromMarch = (5 * dayOfYear + 2) / 153
        let dayOfMonth = dayOfYear - (153 * monthFromMarch + 2) / 5 + 1
        let month = (monthFromMarch + 2) % 12
        let year = era * 400 + yearOfEra + (month < 2 ? 1 : 0)
        let clock = [ofDay / 3_600, ofDay / 60 % 60, ofDay % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
        return "\(days[day % 7]), \(dayOfMonth) \(months[month]) \(year) \(clock.joined(separator: ":")) +0000"
    }
}
