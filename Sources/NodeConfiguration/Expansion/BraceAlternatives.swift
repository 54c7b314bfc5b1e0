/// The alternatives of a path, as the C shell reads them: `a{b,c}d` is `abd` and `acd`.
enum BraceAlternatives {
    private static let limit = 1_000

    /// Every path that is meant; the text itself where it has no braces that match, nil where they are too many.
    static func expand(_ path: String) -> [String]? {
        var paths: [Substring] = [path[...]]
        var done: [String] = []
        while let next = paths.popLast() {
            guard done.count + paths.count <= limit else { return nil }
            guard let (before, choices, after) = firstBraces(in: next) else {
                done.append(String(next))
                continue
            }
            for choice in choices.reversed() { paths.append(before + choice + after) }
        }
        return done
    }

    /// The text before the first brace, the choices in it and the text behind; nil where there is none with an end.
    private static func firstBraces(in text: Substring) -> (Substring, [Substring], Substring)? {
        guard let open = text.firstIndex(of: "{") else { return nil }
        var choices: [Substring] = []
        var depth = 0
        var start = text.index(after: open)
        for place in text.indices[open...] {
            switch text[place] {
            case "{": depth += 1
            case "}": depth -= 1
            default: break
            }
            if depth == 0 || depth == 1 && text[place] == "," {
                choices.append(text[start..<place])
                start = text.index(after: place)
            }
            if depth == 0 { return (text[..<open], choices, text[start...]) }
        }
        return nil
    }
}
