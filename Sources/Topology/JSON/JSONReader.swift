import Bytes

/// Reads JSON from its beginning to its end, value by value, as the one who asks wants them.
///
/// Every value is looked at, also those that are passed over, so that half a document is never taken for a whole one.
struct JSONReader {
    /// Deeper nesting is refused.
    static let deepest = 64

    private let bytes: [UInt8]
    private var index = 0
    private(set) var depth = 0

    init(_ bytes: [UInt8]) {
        self.bytes = bytes
        // The mark that some editors put before UTF-8.
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { index = 3 }
    }

    /// Where the next value begins.
    var offset: Int { index }

    /// Hands out the keys of an object; for each, the body reads the value or skips it.
    mutating func object(
        _ body: (inout JSONReader, String) throws(DocumentError) -> Void
    ) throws(DocumentError) {
        try open(UInt8(ascii: "{"), "an object")
        var isFirst = true
        while try !closes(UInt8(ascii: "}"), &isFirst) {
            let start = index
            guard peek() == UInt8(ascii: "\"") else { throw DocumentError("a key in quotes is missing", at: start) }
            let key = try string()
            skipBlanks()
            guard peek() == UInt8(ascii: ":") else { throw DocumentError("':' is missing after a key", at: index) }
            index += 1
            skipBlanks()
            do throws(DocumentError) {
                try body(&self, key)
            } catch {
                throw error.inside(key)
            }
        }
        depth -= 1
    }

    /// Calls the body for each element of an array; it reads the element or skips it.
    mutating func array(_ body: (inout JSONReader) throws(DocumentError) -> Void) throws(DocumentError) {
        try open(UInt8(ascii: "["), "an array")
        var isFirst = true
        var count = 0
        while try !closes(UInt8(ascii: "]"), &isFirst) {
            do throws(DocumentError) {
                try body(&self)
            } catch {
                throw error.inside(count)
            }
            count += 1
        }
        depth -= 1
    }

    mutating func string() throws(DocumentError) -> String {
        skipBlanks()
        let start = index
        guard peek() == UInt8(ascii: "\"") else { throw DocumentError("a text is wanted here", at: start) }
        index += 1
        let content = index
        while index < bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "\""):
                let text = String(validating: bytes[content..<index], as: UTF8.self)
                index += 1
                guard let text else { throw DocumentError("this text is not UTF-8", at: start) }
                return text
            case UInt8(ascii: "\\"): return try escapedString(from: content)
            case 0..<0x20: throw DocumentError("a control character stands in a text", at: index)
            default: index += 1
            }
        }
        throw DocumentError("a text has no end", at: start)
    }

    /// A text, or nil for `null`.
    mutating func optionalString() throws(DocumentError) -> String? {
        try takeNull() ? nil : try string()
    }

    /// A whole number.
    mutating func integer(in range: ClosedRange<Int>) throws(DocumentError) -> Int {
        skipBlanks()
        let start = index
        let wanted = "a whole number from \(range.lowerBound) to \(range.upperBound) is wanted here"
        guard let first = peek(), first == UInt8(ascii: "-") || Self.isDigit(first) else {
            throw DocumentError(wanted, at: start)
        }
        try number()
        guard let value = Int(String(decoding: bytes[start..<index], as: UTF8.self)), range.contains(value) else {
            throw DocumentError(
                "\(wanted), not \(String(decoding: bytes[start..<index].prefix(40), as: UTF8.self))", at: start)
        }
        return value
    }

    /// Takes a `null` that stands here.
    mutating func takeNull() throws(DocumentError) -> Bool {
        skipBlanks()
        guard peek() == UInt8(ascii: "n") else { return false }
        try word("null")
        return true
    }

    /// Passes over a value, whatever it is.
    mutating func skip() throws(DocumentError) {
        skipBlanks()
        switch peek() {
        case UInt8(ascii: "{"): try object { reader, _ throws(DocumentError) in try reader.skip() }
        case UInt8(ascii: "["): try array { reader throws(DocumentError) in try reader.skip() }
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "t"): try word("true")
        case UInt8(ascii: "f"): try word("false")
        case UInt8(ascii: "n"): try word("null")
        default: try number()
        }
    }

    /// Passes over what stands here where it is the same as there. Whoever asks knows that a whole value stands there.
    mutating func take(_ range: Range<Int>, of other: [UInt8]) -> Bool {
        guard range.count <= bytes.count - index else { return false }
        let (bytes, start) = (bytes, index)
        let here = bytes.span.extracting(start..<start + range.count)
        guard here.isEqual(to: other.span.extracting(range)) else { return false }
        index = start + range.count
        return true
    }

    /// Makes sure that nothing follows.
    mutating func end() throws(DocumentError) {
        skipBlanks()
        guard index == bytes.count else { throw DocumentError("the document goes on after its end", at: index) }
    }
}

extension JSONReader {
    private func peek() -> UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func skipBlanks() {
        while let byte = peek(), byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 { index += 1 }
    }

    private mutating func open(_ bracket: UInt8, _ name: String) throws(DocumentError) {
        skipBlanks()
        guard peek() == bracket else {
            throw DocumentError(
                index == bytes.count ? "the document ends too early" : "\(name) is wanted here", at: index)
        }
        guard depth < Self.deepest else {
            throw DocumentError("values are nested deeper than \(Self.deepest) levels", at: index)
        }
        depth += 1
        index += 1
    }

    /// Whether the closing bracket stands here; otherwise takes the comma before the next element.
    private mutating func closes(_ bracket: UInt8, _ isFirst: inout Bool) throws(DocumentError) -> Bool {
        skipBlanks()
        guard let byte = peek() else { throw DocumentError("the document ends too early", at: index) }
        if byte == bracket {
            index += 1
            return true
        }
        if !isFirst {
            guard byte == UInt8(ascii: ",") else {
                throw DocumentError("',' or '\(Character(Unicode.Scalar(bracket)))' is missing", at: index)
            }
            index += 1
            skipBlanks()
        }
        isFirst = false
        return false
    }

    private mutating func word(_ word: String) throws(DocumentError) {
        guard bytes[index...].starts(with: word.utf8) else { throw DocumentError("this is no JSON value", at: index) }
        index += word.utf8.count
    }

    private mutating func number() throws(DocumentError) {
        let start = index
        if peek() == UInt8(ascii: "-") { index += 1 }
        let first = peek()
        var isNumber =
            digits() && (first != UInt8(ascii: "0") || index == start + 1 || bytes[index - 2] == UInt8(ascii: "-"))
        if peek() == UInt8(ascii: ".") {
            index += 1
            isNumber = digits() && isNumber
        }
        if peek() == UInt8(ascii: "e") || peek() == UInt8(ascii: "E") {
            index += 1
            if peek() == UInt8(ascii: "+") || peek() == UInt8(ascii: "-") { index += 1 }
            isNumber = digits() && isNumber
        }
        guard isNumber else {
            throw DocumentError(
                start == bytes.count ? "the document ends too early" : "this is no JSON value", at: start)
        }
    }

    /// Takes digits; false where there are none.
    private mutating func digits() -> Bool {
        let start = index
        while let byte = peek(), Self.isDigit(byte) { index += 1 }
        return index > start
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
}

// Texts with escapes, which are rare.
extension JSONReader {
    /// The text that began at `content`, now at its first backslash.
    private mutating func escapedString(from content: Int) throws(DocumentError) -> String {
        var text = Array(bytes[content..<index])
        while let byte = peek() {
            switch byte {
            case UInt8(ascii: "\""):
                index += 1
                guard let whole = String(validating: text, as: UTF8.self) else {
                    throw DocumentError("this text is not UTF-8", at: content)
                }
                return whole
            case UInt8(ascii: "\\"): text += String(try escape()).utf8
            case 0..<0x20: throw DocumentError("a control character stands in a text", at: index)
            default:
                text.append(byte)
                index += 1
            }
        }
        throw DocumentError("a text has no end", at: content)
    }

    private mutating func escape() throws(DocumentError) -> Character {
        let start = index
        let failure = DocumentError("'\\' is followed by nothing that JSON knows", at: start)
        index += 1
        guard let kind = peek() else { throw failure }
        index += 1
        switch kind {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Character(Unicode.Scalar(kind))
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{C}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"):
            guard let first = codeUnit() else { throw failure }
            if let scalar = Unicode.Scalar(first) { return Character(scalar) }
            // The first half of a pair.
            guard first < 0xDC00, bytes[index...].starts(with: [UInt8(ascii: "\\"), UInt8(ascii: "u")]) else {
                throw failure
            }
            index += 2
            guard let second = codeUnit(), (0xDC00...0xDFFF).contains(second),
                let scalar = Unicode.Scalar(0x1_0000 + (first & 0x3FF) << 10 + (second & 0x3FF))
            else { throw failure }
            return Character(scalar)
        default: throw failure
        }
    }

    /// Four hexadecimal digits.
    private mutating func codeUnit() -> UInt32? {
        guard index + 4 <= bytes.count else { return nil }
        let digits = bytes[index..<index + 4]
        guard digits.allSatisfy({ Character(Unicode.Scalar($0)).isHexDigit }) else { return nil }
        index += 4
        return UInt32(String(decoding: digits, as: UTF8.self), radix: 16)
    }
}
