/// The head of a line that is read several times: `~SEQ(…)`, `~SEQx(…)` or `~LST(…)`.
struct SequenceHead {
    fileprivate enum Kind: String, CaseIterable {
        case hexadecimal = "~SEQx("
        case decimal = "~SEQ("
        case list = "~LST("
    }

    fileprivate let kind: Kind
    /// What stands between its parentheses; nil where `)` is missing.
    let arguments: Range<Int>?

    /// Nil where the line begins otherwise.
    init?(_ line: ArraySlice<UInt8>) {
        guard let kind = Kind.allCases.first(where: { line.starts(with: $0.rawValue.utf8) }) else { return nil }
        self.kind = kind
        let start = line.startIndex + kind.rawValue.utf8.count
        arguments = line[start...].firstIndex(of: UInt8(ascii: ")")).map { start..<$0 }
    }
}

/// What `~SEQ(NAME, START, STEP, END)` and `~LST(NAME, VALUE, …)` ask for.
struct SequenceLine {
    /// What is wrong with one, in words.
    struct Problem: Error {
        let message: String
    }

    /// The names that get a value in each turn.
    let names: [String]
    private let turns: Turns

    private enum Turns {
        case numbers(from: Int64, to: Int64, step: Int64, isHexadecimal: Bool)
        case lists([[String]])
    }

    /// - Parameter arguments: what stands between the parentheses, with what definitions mean.
    init(_ head: SequenceHead, arguments: String) throws(Problem) {
        switch head.kind {
        case .list: (names, turns) = try Self.lists(arguments)
        case .decimal: (names, turns) = try Self.numbers(arguments, isHexadecimal: false)
        case .hexadecimal: (names, turns) = try Self.numbers(arguments, isHexadecimal: true)
        }
    }

    /// Calls with the values of each turn until it answers false.
    func forEachTurn(_ body: ([String]) -> Bool) {
        switch turns {
        case .lists(let lists):
            for turn in 0..<(lists.map(\.count).max() ?? 0) {
                guard body(lists.map { turn < $0.count ? $0[turn] : "" }) else { return }
            }
        case .numbers(let start, let end, let step, let isHexadecimal):
            var value = start
            while step > 0 ? value <= end : value >= end {
                guard body([isHexadecimal ? String(value, radix: 16) : String(value)]) else { return }
                let (next, isOver) = value.addingReportingOverflow(step)
                guard !isOver else { return }
                value = next
            }
        }
    }

    private static func numbers(_ text: String, isHexadecimal: Bool) throws(Problem) -> ([String], Turns) {
        let words = fields(of: text[...])
        guard (2...4).contains(words.count), isName(words[0]) else {
            throw Problem(message: "'~SEQ' takes (NAME, [START, [STEP,]] END), not '(\(text))'")
        }
        var values: [Int64] = []
        for word in words.dropFirst() {
            guard let value = number(word) else {
                throw Problem(message: "'~SEQ' takes numbers, not '\(word)'")
            }
            values.append(value)
        }
        let end = values[values.count - 1]
        let start = values.count > 1 ? values[0] : (end < 0 ? -1 : 1)
        let step = values.count > 2 ? values[1] : (end < start ? -1 : 1)
        guard step != 0, start == end || (step > 0) == (end > start) else {
            throw Problem(message: "'~SEQ' never gets from \(start) to \(end) in steps of \(step)")
        }
        guard !isHexadecimal || min(start, end) >= 0 else {
            throw Problem(message: "'~SEQx' takes no negative numbers")
        }
        return ([words[0]], .numbers(from: start, to: end, step: step, isHexadecimal: isHexadecimal))
    }

    private static func lists(_ text: String) throws(Problem) -> ([String], Turns) {
        guard text.first(where: { $0 != " " && $0 != "\t" }) == "{" else {
            let words = fields(of: text[...])
            guard words.count > 1, isName(words[0]) else {
                throw Problem(message: "'~LST' takes (NAME, VALUE, …), not '(\(text))'")
            }
            return ([words[0]], .lists([Array(words.dropFirst())]))
        }
        let groups = try braced(text)
        guard let names = groups.first, groups.count > 1, names.allSatisfy(isName) else {
            throw Problem(message: "'~LST' takes ({NAME, …}, {VALUE, …}, …), not '(\(text))'")
        }
        for group in groups.dropFirst() where group.count > names.count {
            throw Problem(message: "'{\(group.joined(separator: ","))}' has more values than '~LST' has names")
        }
        let columns = names.indices.map { column in
            groups.dropFirst().map { column < $0.count ? $0[column] : "" }
        }
        return (names, .lists(columns))
    }

    /// The words of `{a,b}, {c}`.
    private static func braced(_ text: String) throws(Problem) -> [[String]] {
        var groups: [[String]] = []
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            let between = rest[..<open].filter { $0 != " " && $0 != "\t" }
            guard between == (groups.isEmpty ? "" : ","), let close = rest[open...].firstIndex(of: "}") else {
                throw Problem(message: "'~LST' cannot read '\(text)'")
            }
            groups.append(fields(of: rest[rest.index(after: open)..<close]))
            rest = rest[rest.index(after: close)...]
        }
        guard rest.allSatisfy({ $0 == " " || $0 == "\t" }) else {
            throw Problem(message: "'~LST' cannot read '\(rest)'")
        }
        return groups
    }

    private static func fields(of text: Substring) -> [String] {
        text.split(separator: ",", omittingEmptySubsequences: false).map { field in
            String(field.drop { $0 == " " || $0 == "\t" }.reversed().drop { $0 == " " || $0 == "\t" }.reversed())
        }
    }

    private static func isName(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(\.isNameByte) && !(0x30...0x39).contains(text.utf8.first ?? 0x30)
    }

    /// A number as C reads it: `0x` is hexadecimal, a leading 0 octal.
    private static func number(_ text: String) -> Int64? {
        let isNegative = text.hasPrefix("-")
        let digits = text.drop { $0 == "-" || $0 == "+" }
        guard text.count - digits.count <= 1, digits.first?.isHexDigit == true else { return nil }
        let sign = isNegative ? "-" : ""
        if digits.hasPrefix("0x") || digits.hasPrefix("0X") { return Int64(sign + digits.dropFirst(2), radix: 16) }
        if digits.hasPrefix("0"), digits.count > 1 { return Int64(sign + digits.dropFirst(), radix: 8) }
        return Int64(sign + digits)
    }
}
