import Deadlines

/// The language's numbers: decimal digits, nothing else.
enum Decimal {
    /// A whole number, nil where the text is none or does not fit.
    static func integer(_ text: some StringProtocol) -> Int? {
        let isNegative = text.utf8.first == UInt8(ascii: "-")
        let digits = text.utf8.dropFirst(isNegative ? 1 : 0)
        guard !digits.isEmpty else { return nil }
        var value = 0
        for byte in digits {
            guard (0x30...0x39).contains(byte) else { return nil }
            let digit = Int(byte) - 0x30
            let (shifted, isTooLong) = value.multipliedReportingOverflow(by: 10)
            let (next, isTooMuch) =
                isNegative ? shifted.subtractingReportingOverflow(digit) : shifted.addingReportingOverflow(digit)
            guard !isTooLong, !isTooMuch else { return nil }
            value = next
        }
        return value
    }

    /// More seconds than this, with another digit, are longer than a time can be.
    private static let longest = 922_337_202

    /// Seconds with up to 6 decimals and no sign, nil where the text is no such number or does not fit.
    static func seconds(_ text: String) -> Nanoseconds? {
        var whole = 0
        var fraction = 0
        var digits = 0
        /// How many decimals are still to come; nil before the point.
        var missing: Int?
        for byte in text.utf8 {
            if byte == UInt8(ascii: "."), missing == nil {
                missing = 6
                continue
            }
            guard (0x30...0x39).contains(byte) else { return nil }
            digits += 1
            let digit = Int(byte) - 0x30
            if let left = missing {
                guard left > 0 else { return nil }
                missing = left - 1
                fraction = fraction * 10 + digit
            } else {
                guard whole <= longest else { return nil }
                whole = whole * 10 + digit
            }
        }
        guard digits > 0 else { return nil }
        for _ in 0..<(missing ?? 6) { fraction *= 10 }
        return .seconds(Int64(whole)) + .microseconds(Int64(fraction))
    }

    /// A whole number as in C: decimal, hexadecimal after `0x`, octal after `0`; nil where the text is none.
    static func prefixed(_ text: some StringProtocol) -> UInt64? {
        let digits: any StringProtocol
        let radix: Int
        if text.hasPrefix("0x") || text.hasPrefix("0X") {
            (digits, radix) = (text.dropFirst(2), 16)
        } else if text.utf8.count > 1, text.hasPrefix("0") {
            (digits, radix) = (text.dropFirst(), 8)
        } else {
            (digits, radix) = (text, 10)
        }
        guard let first = digits.utf8.first, first != UInt8(ascii: "+"), first != UInt8(ascii: "-") else { return nil }
        return UInt64(String(digits), radix: radix)
    }
}
