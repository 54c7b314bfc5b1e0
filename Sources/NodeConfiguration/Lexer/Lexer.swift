/// Cuts the text of a file into tokens, by keepalived's rules: `#` and `!` start a comment, `{` and `}` stand for
/// themselves even inside a word, and only double quotes protect from that.
struct Lexer {
    private let source: SourceText
    private var offset = 0
    private var line = 1
    private var column = 1

    init(_ source: SourceText) {
        self.source = source
    }

    /// The next token, nil at the end of the file. Problems inside a word are reported; the word comes all the same.
    mutating func next(_ problems: inout DiagnosticCollector) -> Token? {
        while let byte = current {
            let start = position
            switch byte {
            case UInt8(ascii: "\n"):
                advance()
                return Token(kind: .endOfLine, position: start)
            case UInt8(ascii: " "), 0x09, 0x0B, 0x0C, 0x0D:
                advance()
            case UInt8(ascii: "#"), UInt8(ascii: "!"):
                while let comment = current, comment != UInt8(ascii: "\n") { advance() }
            case UInt8(ascii: "{"):
                advance()
                return Token(kind: .openBrace, position: start)
            case UInt8(ascii: "}"):
                advance()
                return Token(kind: .closeBrace, position: start)
            case UInt8(ascii: "\""):
                return quotedWord(from: start, &problems)
            default:
                return plainWord(from: start, &problems)
            }
        }
        return nil
    }

    private var current: UInt8? {
        offset < source.bytes.count ? source.bytes[offset] : nil
    }

    private var position: SourcePosition {
        SourcePosition(file: source.name, line: line, column: column)
    }

    private mutating func advance() {
        let byte = source.bytes[offset]
        offset += 1
        if byte == UInt8(ascii: "\n") {
            line += 1
            column = 1
        } else if offset == source.bytes.count || source.bytes[offset] & 0xC0 != 0x80 {
            // The bytes that go on a UTF-8 character take no column of their own.
            column += 1
        }
    }

    private mutating func quotedWord(from start: SourcePosition, _ problems: inout DiagnosticCollector) -> Token {
        advance()
        let first = offset
        while let byte = current, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\n") {
            if !reportReference(&problems) { advance() }
        }
        let token = word(first..<offset, from: start, &problems)
        if current == UInt8(ascii: "\"") {
            advance()
        } else {
            problems.error("the quote that opens here is not closed on its line", at: start)
        }
        return token
    }

    private mutating func plainWord(from start: SourcePosition, _ problems: inout DiagnosticCollector) -> Token {
        let first = offset
        while let byte = current, !endsPlainWord(byte) {
            if !reportReference(&problems) { advance() }
        }
        return word(first..<offset, from: start, &problems)
    }

    private func endsPlainWord(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x09...0x0D, UInt8(ascii: " "), UInt8(ascii: "\""), UInt8(ascii: "#"), UInt8(ascii: "!"),
            UInt8(ascii: "{"), UInt8(ascii: "}"):
            true
        default:
            false
        }
    }

    /// Passes over `${NAME}` as a whole, so that its braces do not count as a block's. False where none stands here.
    private mutating func reportReference(_ problems: inout DiagnosticCollector) -> Bool {
        let bytes = source.bytes
        guard bytes[offset] == UInt8(ascii: "$"), offset + 1 < bytes.count, bytes[offset + 1] == UInt8(ascii: "{")
        else { return false }
        var end = offset + 2
        while end < bytes.count, isReferenceByte(bytes[end]) { end += 1 }
        guard end > offset + 2, end < bytes.count, bytes[end] == UInt8(ascii: "}") else { return false }
        let text = String(decoding: bytes[offset...end], as: UTF8.self)
        problems.error("'\(text)': swiftlvsd does not support variables in the configuration", at: position)
        while offset <= end { advance() }
        return true
    }

    private func isReferenceByte(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "_"), UInt8(ascii: " "): true
        default: false
        }
    }

    private func word(
        _ range: Range<Int>, from start: SourcePosition, _ problems: inout DiagnosticCollector
    ) -> Token {
        let bytes = source.bytes[range]
        if bytes.contains(0) { problems.error("this word holds a NUL byte", at: start) }
        if let text = String(validating: bytes, as: UTF8.self) { return Token(kind: .word(text), position: start) }
        problems.warning("this word is not valid UTF-8; its bad bytes are read as U+FFFD", at: start)
        return Token(kind: .word(String(decoding: bytes, as: UTF8.self)), position: start)
    }
}
