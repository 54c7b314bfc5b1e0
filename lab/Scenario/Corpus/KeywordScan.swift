/// The first word of each statement of a configuration with the block that it stands in, found without a grammar.
package enum KeywordScan {
    package static let topLevel = "top_level"

    package static func keywords(of text: String, within block: String = topLevel) -> Set<KeywordPlace> {
        var result: Set<KeywordPlace> = []
        var blocks: [String] = []
        var last = block
        for line in text.split(separator: "\n") {
            for piece in pieces(of: line) {
                switch piece {
                case "{": blocks.append(last)
                case "}": _ = blocks.popLast()
                default:
                    guard let word = piece.split(whereSeparator: \.isWhitespace).first else { continue }
                    last = String(word)
                    result.insert(KeywordPlace(blocks.last ?? block, last))
                }
            }
        }
        return result
    }

    /// Statements and braces of a line, without comments, quoted words, definitions, conditions and sequences.
    private static func pieces(of line: Substring) -> [String] {
        var rest = line.drop(while: \.isWhitespace)
        if isDefinition(rest) { return [] }
        while let first = rest.first, first == "@" || first == "~" {
            let end = first == "@" ? rest.firstIndex(where: \.isWhitespace) : endOfSequence(rest)
            guard let end else { return [] }
            rest = rest[end...].drop(while: \.isWhitespace)
        }
        if rest.last == "\\" { rest.removeLast() }
        return split(rest)
    }

    /// Braces and what stands between them; those of `${NAME}` belong to their word.
    private static func split(_ text: Substring) -> [String] {
        var pieces: [String] = []
        var current = ""
        var (isQuoted, isReference) = (false, false)
        for character in text {
            switch character {
            case "\"":
                isQuoted.toggle()
                current.append(character)
            case _ where isQuoted: current.append(character)
            case "#", "!": return pieces + [current]
            case "{" where current.last == "$": isReference = true
            case "}" where isReference: isReference = false
            case "{", "}":
                pieces += [current, String(character)]
                current = ""
            default: current.append(character)
            }
        }
        return pieces + [current]
    }

    private static func isDefinition(_ text: Substring) -> Bool {
        guard text.first == "$" else { return false }
        return text.dropFirst().drop { $0.isLetter || $0.isNumber || $0 == "_" }.first == "="
    }

    private static func endOfSequence(_ text: Substring) -> Substring.Index? {
        text.firstIndex(of: ")").map { text.index(after: $0) }
    }
}
