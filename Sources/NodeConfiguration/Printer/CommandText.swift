/// A program and its arguments as one word of the file, by the rules that such words are split by: both kinds of
/// quotes and backslashes count in it. The double quotes are the file's own, so none stand inside.
package enum CommandText {
    package static func text(of words: [String]) -> String {
        words.map(word).joined(separator: " ")
    }

    private static func word(_ text: String) -> String {
        let isQuoted = text.isEmpty || text.utf8.contains(UInt8(ascii: " "))
        var bytes: [UInt8] = []
        for byte in text.utf8 { bytes += escaped(byte) }
        let escaped = String(decoding: bytes, as: UTF8.self)
        return isQuoted ? "'\(escaped)'" : escaped
    }

    /// `${` would be a definition's use.
    private static func escaped(_ byte: UInt8) -> [UInt8] {
        switch byte {
        case UInt8(ascii: "\\"), UInt8(ascii: "'"): [UInt8(ascii: "\\"), byte]
        case UInt8(ascii: "\""), UInt8(ascii: "$"), 0..<0x20, 0x7F: hexadecimal(byte)
        default: [byte]
        }
    }

    private static func hexadecimal(_ byte: UInt8) -> [UInt8] {
        let digits = String(byte, radix: 16)
        return Array((byte < 0x10 ? "\\x0" : "\\x").utf8) + digits.utf8
    }
}
