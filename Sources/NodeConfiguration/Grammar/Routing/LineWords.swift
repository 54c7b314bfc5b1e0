/// A line that is left out; what is wrong with it has been said.
struct BadLine: Error {}

/// The words of a line of which each decides what the next one is.
struct LineWords {
    private var rest: ArraySlice<Word>

    init(_ statement: Statement) {
        rest = ([statement.keyword] + statement.arguments)[...]
    }

    /// The words behind the keyword and `count` arguments.
    init(_ statement: Statement, after count: Int) {
        rest = Array(statement.arguments)[...].dropFirst(count)
    }

    var peek: Word? { rest.first }

    mutating func next() -> Word? { rest.popFirst() }

    /// Takes the next word where it is this one.
    mutating func take(_ text: String) -> Bool {
        guard rest.first?.text == text else { return false }
        rest.removeFirst()
        return true
    }

    /// The word after `keyword`, read as its argument.
    mutating func value<Value>(
        _ argument: Argument<Value>, of keyword: Word, _ context: inout ReadingContext
    ) throws(BadLine) -> Value {
        guard let word = rest.popFirst() else {
            context.error("'\(keyword.text)' needs \(argument.kind)", at: keyword.position)
            throw BadLine()
        }
        guard let value = context.read(word, as: argument, of: keyword) else { throw BadLine() }
        return value
    }
}

extension ReadingContext {
    /// Says what is wrong with a line and leaves it out.
    mutating func fail(
        _ message: String, at position: SourceOffset, suggestion: String? = nil
    ) throws(BadLine) -> Never {
        error(message, at: position, suggestion: suggestion)
        throw BadLine()
    }
}
