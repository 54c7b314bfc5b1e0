/// The lines that keepalived acts on before it looks for keywords. None of them is supported.
enum Preprocessing {
    /// `include` and its strict variants.
    private static let include: Set<String> = ["include", "includer", "includem", "includew", "includeb", "includea"]

    /// What a line that starts with this word is, nil for an ordinary statement.
    static func kind(of word: Word) -> String? {
        switch word.bytes.first {
        case UInt8(ascii: "i"): if include.contains(word.text) { return "included files" }
        case UInt8(ascii: "@"): return "conditional lines"
        case UInt8(ascii: "~"):
            if word.text.hasPrefix("~SEQ") || word.text.hasPrefix("~LST") { return "generated lines" }
        case UInt8(ascii: "$"): if word.text.contains("=") { return "definitions" }
        default: break
        }
        return nil
    }
}
