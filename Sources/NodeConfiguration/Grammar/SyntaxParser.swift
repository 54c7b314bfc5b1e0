/// Builds the tree of statements and blocks, and reports braces that do not match.
///
/// A statement ends with its line; `{` may follow on the same line or on a later one.
struct SyntaxParser {
    /// Deeper than any block of the language; bounds what a hostile file can make us do.
    private static let depthLimit = 16

    /// A block that is still open, below the statement that opened it.
    private struct OpenBlock {
        var statement: Statement
        var block: Block
    }

    private var statements: [Statement] = []
    private var open: [OpenBlock] = []
    /// The words of the statement that is being read.
    private var words: [Word] = []
    private var lineEnded = false
    /// How many braces are open in a part that is left out.
    private var skippedDepth = 0
    private var skippedPosition: SourcePosition?

    /// The statements at the top level of a file.
    static func parse(_ source: SourceText, _ problems: inout DiagnosticCollector) -> [Statement] {
        var lexer = Lexer(source)
        var parser = SyntaxParser()
        while let token = lexer.next(&problems) { parser.take(token, &problems) }
        return parser.finish(&problems)
    }

    private mutating func take(_ token: Token, _ problems: inout DiagnosticCollector) {
        switch token.kind {
        case .word(let text):
            guard skippedDepth == 0 else { return }
            if lineEnded { endStatement(&problems) }
            words.append(Word(text: text, position: token.position))
        case .endOfLine:
            lineEnded = true
        case .openBrace:
            openBlock(at: token.position, &problems)
        case .closeBrace:
            closeBlock(at: token.position, &problems)
        }
    }

    private mutating func endStatement(_ problems: inout DiagnosticCollector) {
        lineEnded = false
        guard let keyword = words.first else { return }
        append(Statement(keyword: keyword, arguments: Array(words.dropFirst())), &problems)
        words.removeAll(keepingCapacity: true)
    }

    private mutating func append(_ statement: Statement, _ problems: inout DiagnosticCollector) {
        if let kind = Preprocessing.kind(of: statement.keyword.text) {
            return problems.error(
                "'\(statement.keyword.text)': swiftlvsd does not support keepalived's \(kind)", at: statement.position)
        }
        if open.isEmpty {
            statements.append(statement)
        } else {
            open[open.count - 1].block.statements.append(statement)
        }
    }

    private mutating func openBlock(at position: SourcePosition, _ problems: inout DiagnosticCollector) {
        guard skippedDepth == 0 else {
            skippedDepth += 1
            return
        }
        guard let keyword = words.first, open.count < Self.depthLimit else {
            let reason =
                words.isEmpty
                ? "unexpected '{': no keyword stands before it" : "blocks are nested deeper than \(Self.depthLimit)"
            problems.error("\(reason); everything up to the matching '}' is left out", at: position)
            words.removeAll()
            skippedDepth = 1
            skippedPosition = position
            return
        }
        let statement = Statement(keyword: keyword, arguments: Array(words.dropFirst()))
        words.removeAll(keepingCapacity: true)
        lineEnded = false
        open.append(OpenBlock(statement: statement, block: Block(position: position, statements: [])))
    }

    private mutating func closeBlock(at position: SourcePosition, _ problems: inout DiagnosticCollector) {
        guard skippedDepth == 0 else {
            skippedDepth -= 1
            return
        }
        endStatement(&problems)
        guard let closed = open.popLast() else {
            problems.error("unexpected '}': no block is open", at: position)
            return
        }
        var statement = closed.statement
        statement.block = closed.block
        append(statement, &problems)
    }

    private mutating func finish(_ problems: inout DiagnosticCollector) -> [Statement] {
        endStatement(&problems)
        let missing = open.count + skippedDepth
        if let position = open.first?.block.position ?? skippedPosition, missing > 0 {
            let count = missing == 1 ? "one '}' is" : "\(missing) '}' are"
            problems.error("the block that opens here is not closed: \(count) missing at the end", at: position)
        }
        while let closed = open.popLast() {
            var statement = closed.statement
            statement.block = closed.block
            append(statement, &problems)
        }
        return statements
    }
}
