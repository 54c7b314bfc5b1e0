/// Keeps passwords and keys out of the lines that messages show.
struct SecretMask {
    private static let blocks: Set<String> = ["authentication", "auth_hmac", "SSL"]

    /// The blocks in which nothing but the keyword of a line is shown.
    private let secretBlocks: [Range<Int>]

    init(_ source: ExpandedText) {
        secretBlocks = Self.secretBlocks(in: source.bytes)
    }

    /// The line with everything behind `auth_pass` or `key ID` replaced, where it has one of them, and everything but the
    /// keyword inside a block that is about secrets.
    ///
    /// - Parameter start: where it begins in the file.
    func masked(_ line: String, startingAt start: Int) -> String {
        let isInside = secretBlocks.contains { $0.contains(start) }
        guard let secret = Self.startOfSecret(in: line, isInside: isInside) else { return line }
        return String(line[..<secret]) + String(line[secret...].map { $0.isWhitespace ? $0 : "*" })
    }

    private static func startOfSecret(in line: String, isInside: Bool) -> String.Index? {
        let words = line.split { $0.isWhitespace || $0 == "{" || $0 == "}" }
        var starts: [String.Index] = []
        let first = isInside ? 0 : words.firstIndex { blocks.contains(String($0)) }.map { $0 + 1 }
        if let first, first < words.count {
            starts.append(isKeyword(words[first]) ? words[first].endIndex : words[first].startIndex)
        }
        for (place, word) in words.enumerated() {
            if word == "auth_pass" { starts.append(word.endIndex) }
            if word == "key", place + 1 < words.count, UInt64(words[place + 1]) != nil {
                starts.append(words[place + 1].endIndex)
            }
        }
        return starts.min()
    }

    /// Whether a word is a keyword or nearly one. Any other may be a password on a line of its own.
    private static func isKeyword(_ word: Substring) -> Bool {
        let name = String(word)
        let names =
            KeywordCatalogue.names(in: .authentication) + KeywordCatalogue.names(in: .hmac)
            + KeywordCatalogue.names(in: .tls)
        return !KeywordCatalogue.blocks(with: name).isEmpty || Suggestion.closest(to: name, among: names) != nil
    }

    /// From each `{` behind such a block's name to its `}`.
    private static func secretBlocks(in bytes: [UInt8]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var scanner = BraceScanner(bytes)
        var isNamed = false
        var begin: (place: Int, depth: Int)?
        var depth = 0
        while let piece = scanner.next() {
            switch piece {
            case .word(let range):
                isNamed = blocks.contains(String(decoding: bytes[range], as: UTF8.self))
            case .open(let place):
                depth += 1
                if isNamed, begin == nil { begin = (place, depth) }
                isNamed = false
            case .close(let place):
                if let open = begin, open.depth == depth {
                    found.append(open.place..<place)
                    begin = nil
                }
                depth -= 1
                isNamed = false
            }
        }
        if let begin { found.append(begin.place..<bytes.count) }
        return found
    }
}

/// The words and braces of a file, without its comments and what stands in quotes.
private struct BraceScanner {
    enum Piece {
        case word(Range<Int>)
        case open(Int)
        case close(Int)
    }

    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    mutating func next() -> Piece? {
        while offset < bytes.count {
            let start = offset
            offset += 1
            switch bytes[start] {
            case UInt8(ascii: "{"): return .open(start)
            case UInt8(ascii: "}"): return .close(start)
            case UInt8(ascii: "#"), UInt8(ascii: "!"): skip { $0 == UInt8(ascii: "\n") }
            case UInt8(ascii: "\""): skip { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") }
            case 0x09...0x0D, UInt8(ascii: " "): break
            default:
                offset = start
                skip(to: Self.endsWord)
                return .word(start..<offset)
            }
            if bytes[start] == UInt8(ascii: "\"") { offset += 1 }
        }
        return nil
    }

    private mutating func skip(to ends: (UInt8) -> Bool) {
        while offset < bytes.count, !ends(bytes[offset]) { offset += 1 }
    }

    private static func endsWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09...0x0D, UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "!"),
            UInt8(ascii: "{"), UInt8(ascii: "}"):
            true
        default: false
        }
    }
}
