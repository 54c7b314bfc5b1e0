import Deadlines

/// The language's numbers: decimal digits, nothing else.
enum Decimal {
    /// A whole number, nil where the text is none or does not fit.
    static func integer(_ text: some StringProtocol) -> Int? {
        let digits = text.first == "-" ? text.dropFirst() : text[...]
        guard !digits.isEmpty, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        return Int(text)
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
