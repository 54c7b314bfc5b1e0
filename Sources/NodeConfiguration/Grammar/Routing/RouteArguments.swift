import Addresses

extension Argument<Bool> {
    static let zeroOrOne = Argument(.choice(["0", "1"])) { $0 == "1" ? true : $0 == "0" ? false : nil }

    static let enabledOrDisabled = Argument(.choice(["enabled", "disabled"])) {
        $0 == "enabled" ? true : $0 == "disabled" ? false : nil
    }
}

extension RouteMetricLine.Name {
    /// What is read after the name, in the kernel's unit.
    var argument: Argument<UInt32> {
        switch self {
        case .hoplimit: .prefixed(0...255)
        case .rtt: .milliseconds(units: 8)
        case .rttvar: .milliseconds(units: 4)
        case .minimumTimeout: .milliseconds(units: 1)
        default: .prefixed(0...4_294_967_295)
        }
    }
}

extension Argument<UInt32> {
    /// A time with `s` or `ms` behind it, in so many units a millisecond; a bare number counts units.
    fileprivate static func milliseconds(units: UInt32) -> Argument {
        Argument(.word("a whole number of milliseconds or seconds, as 200ms or 1s")) { text in
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            guard let value = Decimal.integer(digits).flatMap(UInt32.init(exactly:)) else { return nil }
            let factor: UInt32
            switch text.dropFirst(digits.count) {
            case "": factor = 1
            case "ms", "msec", "msecs": factor = units
            case "s", "sec", "secs": factor = units * 1_000
            default: return nil
            }
            let (result, isTooMuch) = value.multipliedReportingOverflow(by: factor)
            return isTooMuch ? nil : result
        }
    }
}

extension RouteEncapsulation {
    /// Reads what follows `encap`.
    static func read(
        _ keyword: Word, _ words: inout LineWords, _ context: inout ReadingContext
    ) throws(BadLine) -> RouteEncapsulation {
        let kind = words.peek ?? keyword
        switch try words.value(.choice(["ip", "ip6", "mpls", "ila"]), of: keyword, &context) {
        case "ip": return .ip(try IPEncapsulation.read(.ipv4, &words, &context))
        case "ip6": return .ip(try IPEncapsulation.read(.ipv6, &words, &context))
        case "mpls": return .mpls(labels: try words.value(.labels, of: kind, &context))
        default: return .ila(try words.value(.locator, of: kind, &context))
        }
    }
}

extension IPEncapsulation {
    fileprivate static func read(
        _ family: AddressFamily, _ words: inout LineWords, _ context: inout ReadingContext
    ) throws(BadLine) -> IPEncapsulation {
        var result = IPEncapsulation(family: family)
        while let word = words.peek {
            switch word.text {
            case "id": result.id = try result.take(.prefixed(0...UInt64.max), &words, &context)
            case "dst", "src":
                let address = try result.take(.address, &words, &context)
                guard address.family == family else {
                    try context.fail("'\(word.text) \(address)' is not of the tunnel's family", at: word.position)
                }
                if word.text == "dst" { result.destination = address } else { result.source = address }
            case "tos", "dsfield", "tc": result.tos = try result.take(RoutingNames.tos, &words, &context)
            case "ttl", "hoplimit": result.ttl = try result.take(.prefixed(0...255), &words, &context)
            case "flags": result.flags = try result.take(.prefixed(0...65_535), &words, &context)
            default: return result
            }
        }
        return result
    }

    /// The argument of the word that is next.
    private func take<Value>(
        _ argument: Argument<Value>, _ words: inout LineWords, _ context: inout ReadingContext
    ) throws(BadLine) -> Value {
        guard let word = words.next() else { throw BadLine() }
        return try words.value(argument, of: word, &context)
    }
}

extension Argument<[UInt32]> {
    /// Labels from the outside in, `100/200`.
    fileprivate static let labels = Argument(.word("MPLS labels from 0 to 1048575, as 100/200")) { text in
        var labels: [UInt32] = []
        for part in text.split(separator: "/", omittingEmptySubsequences: false) {
            guard let label = Decimal.integer(part).flatMap(UInt32.init(exactly:)), label < 1 << 20 else { return nil }
            labels.append(label)
        }
        return labels
    }
}

extension Argument<UInt64> {
    /// Four groups of hexadecimal digits, `2001:db8:1:2`.
    fileprivate static let locator = Argument(.word("a locator, as 2001:db8:0:1")) { text in
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 4 else { return nil }
        var value: UInt64 = 0
        for part in parts {
            guard (1...4).contains(part.utf8.count), part.first != "+", part.first != "-",
                let group = UInt16(part, radix: 16)
            else { return nil }
            value = value << 16 | UInt64(group)
        }
        return value
    }
}
