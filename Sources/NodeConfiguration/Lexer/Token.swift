/// Where a word stands: from its first byte, which may be its quote, to its last letter.
struct WordPlace: Sendable {
    let start: SourceOffset
    let end: SourceOffset
}

/// The smallest piece of the language.
enum Token {
    case word(WordPlace)
    case openBrace(SourceOffset)
    case closeBrace(SourceOffset)
    /// Ends a statement.
    case endOfLine
}
