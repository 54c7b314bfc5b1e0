/// The keywords of one block.
struct KeywordTable<Draft>: Sendable {
    let block: BlockName
    let keywords: [Keyword<Draft>]
    private let names: NameIndex

    init(_ block: BlockName, @KeywordList<Draft> _ list: () -> [Keyword<Draft>]) {
        let keywords = list()
        self.block = block
        self.keywords = keywords
        names = NameIndex(keywords.map(\.name))
    }

    /// Reads statements in order; those without a keyword of this block are reported and left out whole.
    func read(_ statements: Statements, into draft: inout Draft, _ context: inout ReadingContext) {
        for statement in statements { read(statement, into: &draft, &context) }
    }

    /// Reads one statement.
    func read(_ statement: Statement, into draft: inout Draft, _ context: inout ReadingContext) {
        if let place = names.place(of: statement.keyword.bytes) {
            keywords[place].apply(statement, &draft, &context)
        } else {
            context.refuse(statement, in: block)
        }
    }

    /// The table without its actions.
    var descriptions: [KeywordDescription] {
        keywords.map { KeywordDescription(block: block, name: $0.name, arguments: $0.arguments) }
    }
}

/// Lets a table be written as one keyword a line.
@resultBuilder
enum KeywordList<Draft> {
    static func buildExpression(_ keyword: Keyword<Draft>) -> [Keyword<Draft>] { [keyword] }

    static func buildExpression(_ keywords: [Keyword<Draft>]) -> [Keyword<Draft>] { keywords }

    static func buildBlock(_ parts: [Keyword<Draft>]...) -> [Keyword<Draft>] { parts.flatMap { $0 } }
}
