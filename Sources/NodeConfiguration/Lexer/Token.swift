/// The smallest piece of the language, with the place where it starts.
struct Token: Hashable, Sendable {
    enum Kind: Hashable, Sendable {
        /// A word; one in double quotes is without its quotes.
        case word(String)
        case openBrace
        case closeBrace
        /// Ends a statement.
        case endOfLine
    }

    let kind: Kind
    let position: SourcePosition
}
