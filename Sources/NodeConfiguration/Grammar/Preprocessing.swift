/// The lines that keepalived acts on before it looks for keywords. None of them is supported.
enum Preprocessing {
    /// `include` and its strict variants.
    private static let include: Set<String> = ["include", "includer", "includem", "includew", "includeb", "includea"]

    /// What a line that starts with this word is, nil for an ordinary statement.
    static func kind(of word: String) -> String? {
        if include.contains(word) { return "included files" }
        if word.hasPrefix("@") { return "conditional lines" }
        if word.hasPrefix("~SEQ") || word.hasPrefix("~LST") { return "generated lines" }
        if word.hasPrefix("$"), word.contains("=") { return "definitions" }
        return nil
    }
}
