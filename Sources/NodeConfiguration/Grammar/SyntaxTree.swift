/// A statement at the top level of a file with everything in its blocks. Nothing in it has been judged yet: blocks of
/// unknown keywords look like any other.
///
/// A class only because every statement refers to its tree; nothing in it changes.
final class SyntaxTree: Sendable {
    fileprivate let source: [UInt8]
    fileprivate let lists: Lists

    init(_ lists: Lists, of source: [UInt8]) {
        self.lists = lists
        self.source = source
    }

    /// The one statement at the top level; nil in an empty tree.
    var root: Statement? { lists.isEmpty ? nil : Statement(tree: self, index: 0) }

    fileprivate func word(at index: Int) -> Word { Word(lists.words[index], of: source) }
}

extension SyntaxTree {
    /// The words and the statements of a tree, both in the order of the file: a tree costs no memory of its own once
    /// another of its size has been built in the same lists.
    struct Lists: Sendable {
        fileprivate struct Node {
            /// The keyword and its arguments.
            let words: Range<UInt32>
            /// Where `{` stands.
            let block: SourceOffset?
            /// The next statement behind this one and its block.
            var end: UInt32
        }

        fileprivate private(set) var words: [WordPlace] = []
        fileprivate private(set) var nodes: [Node] = []

        var isEmpty: Bool { nodes.isEmpty }

        mutating func removeAll() {
            words.removeAll(keepingCapacity: true)
            nodes.removeAll(keepingCapacity: true)
        }

        /// Adds a statement behind the others and returns its place. One with a block takes in what is added later,
        /// until it is closed.
        mutating func append(_ statement: [WordPlace], block: SourceOffset? = nil) -> Int {
            let first = UInt32(clamping: words.count)
            words += statement
            nodes.append(
                Node(
                    words: first..<UInt32(clamping: words.count), block: block, end: UInt32(clamping: nodes.count + 1)))
            return nodes.count - 1
        }

        /// Ends the block of the statement at `index`.
        mutating func close(_ index: Int) {
            nodes[index].end = UInt32(clamping: nodes.count)
        }

        func keyword(at index: Int) -> WordPlace { words[Int(nodes[index].words.lowerBound)] }
    }
}

/// A keyword with its arguments and, where one follows, its block.
struct Statement {
    fileprivate let tree: SyntaxTree
    fileprivate let index: Int

    var keyword: Word { Word(tree.lists.keyword(at: index), of: tree.source) }

    var arguments: Arguments {
        let words = tree.lists.nodes[index].words
        return Arguments(tree: tree, range: Int(words.lowerBound) + 1..<Int(words.upperBound))
    }

    var block: Block? {
        let node = tree.lists.nodes[index]
        return node.block.map {
            Block(position: $0, statements: Statements(tree: tree, range: index + 1..<Int(node.end)))
        }
    }

    var position: SourceOffset { tree.lists.keyword(at: index).start }
}

/// The words after a keyword, counted from 0.
struct Arguments: RandomAccessCollection {
    fileprivate let tree: SyntaxTree
    fileprivate let range: Range<Int>

    var startIndex: Int { 0 }
    var endIndex: Int { range.count }

    subscript(index: Int) -> Word { tree.word(at: range.lowerBound + index) }

    /// The piece of the file from the first word to the last, quotes and all, with its place.
    var written: (bytes: ArraySlice<UInt8>, position: SourceOffset)? {
        guard let first = first?.wholeRange, let last = last?.wholeRange else { return nil }
        return (tree.source[first.lowerBound..<last.upperBound], SourceOffset(first.lowerBound))
    }
}

/// What stands between `{` and `}`.
struct Block {
    /// Where `{` stands.
    let position: SourceOffset
    let statements: Statements
}

/// The statements of a block, without those in their blocks.
struct Statements: Sequence, IteratorProtocol {
    fileprivate let tree: SyntaxTree
    fileprivate var range: Range<Int>

    mutating func next() -> Statement? {
        guard let index = range.first else { return nil }
        range = Int(tree.lists.nodes[index].end)..<range.upperBound
        return Statement(tree: tree, index: index)
    }
}
