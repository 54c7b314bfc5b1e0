/// How strict `include` is about what it finds.
struct IncludeChecks: OptionSet {
    let rawValue: UInt8

    /// A file that matches must be readable.
    static let read = IncludeChecks(rawValue: 1)
    /// A path without wildcards must exist.
    static let match = IncludeChecks(rawValue: 2)
    /// One with wildcards must match something.
    static let wildcardMatch = IncludeChecks(rawValue: 4)
    /// Every alternative between braces must match something.
    static let braceMatch = IncludeChecks(rawValue: 8)
    static let all: IncludeChecks = [.read, .match, .wildcardMatch, .braceMatch]

    /// What each keyword asks for, beside what `include_check` does.
    static let keywords: [String: IncludeChecks] = [
        "include": [], "includer": .read, "includem": [.read, .match],
        "includew": [.read, .match, .wildcardMatch], "includeb": [.read, .match, .wildcardMatch, .braceMatch],
        "includea": .all,
    ]

    /// The words of `include_check`.
    static let words: [String: IncludeChecks] = [
        "read": .read, "match": .match, "wildcard_match": .wildcardMatch, "brace_match": .braceMatch,
    ]

    /// These after a line `include_check WORDS`; words that are none are passed over.
    func changed(by words: [String]) -> IncludeChecks {
        guard !words.isEmpty else { return .all }
        var checks: IncludeChecks = words.contains { $0.hasPrefix("+") || $0.hasPrefix("-") } ? self : []
        for word in words {
            let check = Self.words[String(word.drop { $0 == "+" || $0 == "-" })] ?? []
            if word.hasPrefix("-") { checks.subtract(check) } else { checks.formUnion(check) }
        }
        return checks
    }
}
