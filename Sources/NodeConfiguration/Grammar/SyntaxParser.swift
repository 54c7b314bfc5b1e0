/// Builds trees of statements and blocks, and reports braces that do not match.
///
/// A statement ends with its line; `{` may follow on the same line or on a later one.
struct SyntaxParser {
    /// Deeper than any block of the language; bounds what a hostile file can make us do.
    private static let depthLimit = 16

    private var lexer: Lexer
    private let source: [UInt8]
    private var tree = SyntaxTree.Lists()
    /// The statements whose blocks are open, by their place in the tree, and where their `{` stand.
    private var open: [(statement: Int, brace: SourceOffset)] = []
    /// The words of the statement that is being read.
    private var words: [WordPlace] = []
    private var lineEnded = false
    /// How many braces are open in a part that is left out.
    private var skippedDepth = 0
    private var skippedPosition: SourceOffset?

    init(_ source: [UInt8]) {
        lexer = Lexer(source)
        self.source = source
    }

    /// The next statement at the top level of the file, nil after the last one.
    mutating func next(_ problems: inout DiagnosticCollector) -> Statement? {
        tree.removeAll()
        while let token = lexer.next(&problems) {
            take(token, &problems)
            if open.isEmpty, !tree.isEmpty { break }
        }
        if tree.isEmpty || !open.isEmpty { finish(&problems) }
        return SyntaxTree(tree, of: source).root
    }

    private mutating func take(_ token: Token, _ problems: inout DiagnosticCollector) {
        switch token {
        case .word(let word):
            guard skippedDepth == 0 else { return }
            if lineEnded { endStatement() }
            words.append(word)
        case .endOfLine:
            lineEnded = true
        case .openBrace(let position):
            openBlock(at: position, &problems)
        case .closeBrace(let position):
            closeBlock(at: position, &problems)
        }
    }

    private mutating func endStatement() {
        lineEnded = false
        guard !words.isEmpty else { return }
        _ = tree.append(words)
        words.removeAll(keepingCapacity: true)
    }

    private mutating func openBlock(at position: SourceOffset, _ problems: inout DiagnosticCollector) {
        guard skippedDepth == 0 else {
            skippedDepth += 1
            return
        }
        guard !words.isEmpty, open.count < Self.depthLimit else {
            let reason =
                words.isEmpty
                ? "unexpected '{': no keyword stands before it" : "blocks are nested deeper than \(Self.depthLimit)"
            problems.error("\(reason); everything up to the matching '}' is left out", at: position)
            words.removeAll(keepingCapacity: true)
            skippedDepth = 1
            skippedPosition = position
            return
        }
        open.append((tree.append(words, block: position), position))
        words.removeAll(keepingCapacity: true)
        lineEnded = false
    }

    private mutating func closeBlock(at position: SourceOffset, _ problems: inout DiagnosticCollector) {
        guard skippedDepth == 0 else {
            skippedDepth -= 1
            return
        }
        endStatement()
        guard !open.isEmpty else {
            problems.error("unexpected '}': no block is open", at: position)
            return
        }
        closeLastBlock()
    }

    private mutating func closeLastBlock() {
        guard let closed = open.popLast() else { return }
        tree.close(closed.statement)
    }

    private mutating func finish(_ problems: inout DiagnosticCollector) {
        endStatement()
        let missing = open.count + skippedDepth
        if let position = open.first?.brace ?? skippedPosition, missing > 0 {
            let count = missing == 1 ? "one '}' is" : "\(missing) '}' are"
            problems.error("the block that opens here is not closed: \(count) missing at the end", at: position)
        }
        skippedDepth = 0
        while !open.isEmpty { closeLastBlock() }
    }
}
