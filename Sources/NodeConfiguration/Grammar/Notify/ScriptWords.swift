/// The command lines of scripts: they are split by rules of their own, where both kinds of quotes count and pieces that
/// touch are one word.
enum ScriptWords {
    enum Problem: Error {
        case openQuote
        case trailingBackslash
    }

    /// The words of a line as they stand behind its keyword; quotes are taken off, backslashes stay.
    static func words(of text: ArraySlice<UInt8>) throws(Problem) -> [[UInt8]] {
        try split(text, escapes: false)
    }

    /// The program and the arguments in the first of those words.
    static func arguments(of command: [UInt8]) throws(Problem) -> [[UInt8]] {
        try split(command[...], escapes: true)
    }

    private static func split(_ text: ArraySlice<UInt8>, escapes: Bool) throws(Problem) -> [[UInt8]] {
        var words: [[UInt8]] = []
        var word: [UInt8]?
        var quote: UInt8?
        var rest = text
        while let byte = rest.popFirst() {
            switch byte {
            case quote:
                quote = nil
            case UInt8(ascii: "\""), UInt8(ascii: "'"):
                guard quote == nil else {
                    word?.append(byte)
                    continue
                }
                quote = byte
                word = word ?? []
            case 0x09...0x0D where quote == nil, UInt8(ascii: " ") where quote == nil:
                if let ended = word { words.append(ended) }
                word = nil
            case UInt8(ascii: "\\") where escapes:
                guard let escaped = escaped(&rest) else { throw .trailingBackslash }
                word = (word ?? []) + [escaped]
            default:
                word = (word ?? []) + [byte]
            }
        }
        if quote != nil { throw .openQuote }
        if let word { words.append(word) }
        return words
    }

    /// What the bytes after a backslash stand for; nil where there are none.
    private static func escaped(_ rest: inout ArraySlice<UInt8>) -> UInt8? {
        guard let byte = rest.popFirst() else { return nil }
        switch byte {
        case UInt8(ascii: "a"): return 0x07
        case UInt8(ascii: "b"): return 0x08
        case UInt8(ascii: "E"): return 0x1B
        case UInt8(ascii: "f"): return 0x0C
        case UInt8(ascii: "n"): return 0x0A
        case UInt8(ascii: "r"): return 0x0D
        case UInt8(ascii: "t"): return 0x09
        case UInt8(ascii: "v"): return 0x0B
        case UInt8(ascii: "c"):
            guard let letter = rest.popFirst() else { return nil }
            return letter & 0x1F
        case UInt8(ascii: "x"):
            return digits(&rest, most: 2, radix: 16) ?? byte
        case UInt8(ascii: "0")...UInt8(ascii: "7"):
            return digits(&rest, most: 2, radix: 8, after: byte - UInt8(ascii: "0"))
        default:
            return byte
        }
    }

    private static func digits(_ rest: inout ArraySlice<UInt8>, most: Int, radix: UInt8, after start: UInt8? = nil)
        -> UInt8?
    {
        var value = start
        for _ in 0..<most {
            guard let byte = rest.first, let digit = digit(byte), digit < radix else { break }
            value = (value ?? 0) &* radix &+ digit
            rest.removeFirst()
        }
        return value
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
