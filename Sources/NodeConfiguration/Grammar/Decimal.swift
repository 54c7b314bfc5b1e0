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

    /// Seconds with up to 6 decimals and no sign, nil where the text is no such number or does not fit.
    static func seconds(_ text: String) -> Nanoseconds? {
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, !whole.hasPrefix("-") else { return nil }
        let decimals = parts.count > 1 ? parts[1] : ""
        guard !(whole.isEmpty && decimals.isEmpty), decimals.utf8.count <= 6, !decimals.hasPrefix("-"),
            let seconds = whole.isEmpty ? 0 : integer(whole),
            let fraction = integer(decimals + String(repeating: "0", count: 6 - decimals.utf8.count)),
            seconds <= Int64.max / 1_000_000_000 - 1
        else { return nil }
        return .seconds(Int64(seconds)) + .microseconds(Int64(fraction))
    }
}
