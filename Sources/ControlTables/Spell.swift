import ControlMessages

/// Times, lengths of time, counts and endpoints as people read them.
enum Spell {
    /// `2026-02-03 04:05:06Z`.
    static func time(_ time: Timestamp) -> String {
        let text = time.description
        return text.prefix(10) + " " + text.dropFirst(11).prefix(8) + "Z"
    }

    /// The time between two times with its two largest units: `3 d 4 h`, `2 min 5 s`, `0 s`.
    static func age(from earlier: Timestamp, to later: Timestamp) -> String {
        // Both are within ten thousand years, which fit.
        seconds((later.microseconds - earlier.microseconds) / 1_000_000)
    }

    /// Whole seconds with their two largest units.
    static func seconds(_ count: Int64) -> String {
        let total = max(0, count)
        let parts = [
            (total / 86_400, "d"), (total / 3_600 % 24, "h"), (total / 60 % 60, "min"), (total % 60, "s"),
        ]
        guard let first = parts.firstIndex(where: { $0.0 > 0 }) else { return "0 s" }
        return parts[first...].prefix(2).filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: " ")
    }

    /// A short length of time, in seconds, milliseconds or microseconds: `3 s`, `12.4 ms`, `310 us`.
    static func duration(_ seconds: Double) -> String {
        let microseconds = (min(max(seconds, 0), 1e9) * 1e6).rounded()
        if microseconds < 1_000 { return "\(Int64(microseconds)) us" }
        if microseconds < 1_000_000 { return decimal(microseconds / 1_000) + " ms" }
        return decimal(microseconds / 1_000_000) + " s"
    }

    /// `10.0.0.1:80`, with brackets around an IPv6 address.
    static func endpoint(_ address: String, _ port: Int) -> String {
        address.contains(":") ? "[\(address)]:\(port)" : "\(address):\(port)"
    }

    /// `1 check`, `2 checks`.
    static func count(_ number: Int, _ noun: String) -> String {
        "\(number) \(noun)\(number == 1 ? "" : "s")"
    }

    /// `never`, `once`, `2 times`.
    static func times(_ number: UInt64) -> String {
        switch number {
        case 0: "never"
        case 1: "once"
        default: "\(number) times"
        }
    }

    /// An interval of whole or broken seconds: `60 s`, `0.25 s`.
    static func interval(_ seconds: Double) -> String {
        let milliseconds = Int64((min(max(seconds, 0), 1e12) * 1_000).rounded())
        guard milliseconds % 1_000 != 0 else { return "\(milliseconds / 1_000) s" }
        var decimals = String(milliseconds % 1_000 + 1_000).dropFirst()
        while decimals.last == "0" { decimals = decimals.dropLast() }
        return "\(milliseconds / 1_000).\(decimals) s"
    }

    /// A number of things that may be broken: `4`, `2.5`.
    static func tenths(_ value: Double) -> String {
        decimal(min(max(value, 0), 1e12))
    }

    /// With one decimal unless that is 0.
    private static func decimal(_ value: Double) -> String {
        let tenths = Int64((value * 10).rounded())
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}
