/// A word of a statement.
struct Word: Hashable, Sendable {
    let text: String
    let position: SourcePosition
}

/// A keyword with its arguments and, where one follows, its block.
struct Statement: Hashable, Sendable {
    let keyword: Word
    let arguments: [Word]
    var block: Block?

    var position: SourcePosition { keyword.position }
}

/// What stands between `{` and `}`. Nothing in it has been judged yet: blocks of unknown keywords look like any other.
struct Block: Hashable, Sendable {
    /// Where `{` stands.
    let position: SourcePosition
    var statements: [Statement]
}
