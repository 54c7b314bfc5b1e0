/// Cuts the text of a file into tokens, by keepalived's rules: `#` and `!` start a comment, `{` and `}` stand for
/// themselves even inside a word, and only double quotes protect from that.
struct Lexer {
    private let bytes: [UInt8]
    private var offset = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
    }

    /// The next token, nil at the end of the file. Problems inside a word are reported; the word comes all the same.
    mutating func next(_ problems: inout DiagnosticCollector) -> Token? {
        while offset < bytes.count {
            switch bytes[offset] {
            case UInt8(ascii: "\n"):
                offset += 1
                return .endOfLine
            case UInt8(ascii: " "), 0x09, 0x0B, 0x0C, 0x0D:
                offset += 1
            case UInt8(ascii: "#"), UInt8(ascii: "!"):
                reportEscape(&problems)
                while offset < bytes.count, bytes[offset] != UInt8(ascii: "\n") { offset += 1 }
            case UInt8(ascii: "{"):
                offset += 1
                return .openBrace(SourceOffset(offset - 1))
            case UInt8(ascii: "}"):
                offset += 1
                return .closeBrace(SourceOffset(offset - 1))
            case UInt8(ascii: "\""):
                return .word(quotedWord(&problems))
            default:
                return .word(plainWord(&problems))
            }
        }
        return nil
    }

    private mutating func quotedWord(_ problems: inout DiagnosticCollector) -> WordPlace {
        let start = SourceOffset(offset)
        offset += 1
        let place = letters(from: start, &problems) { $0 == UInt8(ascii: "\"") || $0 == UInt8(ascii: "\n") }
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
            offset += 1
        } else {
            problems.error("the quote that opens here is not closed on its line", at: start)
        }
        return place
    }

    private mutating func plainWord(_ problems: inout DiagnosticCollector) -> WordPlace {
        letters(from: SourceOffset(offset), &problems) { byte in
            switch byte {
            case 0x09...0x0D, UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "!"),
                UInt8(ascii: "{"), UInt8(ascii: "}"):
                true
            default:
                false
            }
        }
    }

    /// Reads on to the byte that ends a word; `start` is where the word began.
    @inline(__always)
    private mutating func letters(
        from start: SourceOffset, _ problems: inout DiagnosticCollector, to ends: (UInt8) -> Bool
    ) -> WordPlace {
        let first = offset
        var isPlain = true
        while true {
            offset = endOfCommonLetters(from: offset)
            guard offset < bytes.count, !ends(bytes[offset]) else { break }
            let byte = bytes[offset]
            if byte == 0 || byte >= 0x80 { isPlain = false }
            if byte == UInt8(ascii: "$"), let end = endOfReference() {
                offset = end
            } else {
                offset += 1
            }
        }
        if !isPlain { check(bytes[first..<offset], from: start, &problems) }
        return WordPlace(start: start, end: SourceOffset(offset))
    }

    /// Passes over what nearly all words are made of, `%` to `z`: letters, digits and signs that mean nothing here.
    @inline(__always)
    private func endOfCommonLetters(from start: Int) -> Int {
        let span = bytes.span
        var place = start
        while place < span.count, (UInt8(ascii: "%")...UInt8(ascii: "z")).contains(span[place]) { place += 1 }
        return place
    }

    /// Looks at a word with bytes beyond ASCII or a NUL.
    private func check(
        _ word: ArraySlice<UInt8>, from start: SourceOffset, _ problems: inout DiagnosticCollector
    ) {
        if word.contains(0) { problems.error("this word holds a NUL byte", at: start) }
        guard String(validating: word, as: UTF8.self) == nil else { return }
        problems.warning("this word is not valid UTF-8; its bad bytes are read as U+FFFD", at: start)
    }

    /// Says that a backslash does not keep a comment from beginning, which the manual has otherwise.
    private func reportEscape(_ problems: inout DiagnosticCollector) {
        guard offset > 0, bytes[offset - 1] == UInt8(ascii: "\\") else { return }
        let character = String(decoding: bytes[offset...offset], as: UTF8.self)
        problems.error(
            "'\\\(character)' begins a comment here, as in keepalived; only double quotes keep a '\(character)'",
            at: SourceOffset(offset - 1))
    }

    /// Where the `${NAME}` ends that starts here, which means nothing: it is passed over as a whole, so that its braces do
    /// not count as a block's. Nil where none starts.
    private func endOfReference() -> Int? {
        guard offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "{") else { return nil }
        var end = offset + 2
        while end < bytes.count, isReferenceByte(bytes[end]) { end += 1 }
        guard end > offset + 2, end < bytes.count, bytes[end] == UInt8(ascii: "}") else { return nil }
        return end + 1
    }

    private func isReferenceByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: " "): true
        default: false
        }
    }
}
