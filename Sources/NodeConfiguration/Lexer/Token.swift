/// A word of a statement; one in double quotes is without its quotes.
struct Word: Hashable, Sendable {
    let text: String
    /// Where it starts, with its quote.
    let position: SourceOffset
}

/// The smallest piece of the language.
enum Token: Hashable, Sendable {
    case word(Word)
    case openBrace(SourceOffset)
    case closeBrace(SourceOffset)
    /// Ends a statement.
    case endOfLine
}
