/// One logical line of a Java properties file with all its bytes: comments, blanks, continuations and line ends.
struct PropertiesLine: Hashable, Sendable {
    enum Content: Hashable, Sendable {
        /// A comment, or nothing.
        case none
        /// `value` is where the value stands, continuations included; `needsSeparator`: nothing parts it from the key.
        case entry(key: String, text: String, value: Range<Int>, needsSeparator: Bool)
        /// An escape that Java refuses.
        case malformed
    }

    private(set) var bytes: [UInt8]
    private(set) var content: Content
    /// The bytes of the line end; empty at the end of a file without one.
    let ending: [UInt8]
    /// Whether the file ends where the line still goes on: what is put behind it becomes a part of it.
    private(set) var isOpen: Bool

    /// Reads the line at the start of `rest`, which must not be empty.
    init(_ rest: ArraySlice<UInt8>) {
        var reading = LogicalLine(rest)
        reading.readToEnd()
        bytes = Array(rest[..<reading.end])
        ending = Array(rest[reading.contentEnd..<reading.end])
        isOpen = reading.isOpen
        content = reading.content
    }

    var key: String? {
        if case .entry(let key, _, _, _) = content { key } else { nil }
    }

    var value: String? {
        if case .entry(_, let text, _, _) = content { text } else { nil }
    }

    /// Puts another value in the place of an entry's; everything around it stays.
    mutating func replaceValue(with text: String) {
        guard case .entry(let key, _, let range, let needsSeparator) = content else { return }
        let written = (needsSeparator ? [UInt8(ascii: "=")] : []) + PropertiesEscape.encode(value: text)
        bytes.replaceSubrange(range, with: written)
        let start = range.lowerBound + (needsSeparator ? 1 : 0)
        content = .entry(
            key: key, text: text, value: start..<range.lowerBound + written.count, needsSeparator: false)
        isOpen = false
    }
}

/// A logical line while it is put together from natural ones.
private struct LogicalLine {
    private let source: ArraySlice<UInt8>
    /// The bytes that count, and where each of them stands.
    private var letters: [UInt8] = []
    private var places: [Int] = []
    private var isComment = false
    private(set) var isOpen = false
    /// Where the last natural line's end begins, and where it is over.
    private(set) var contentEnd: Int
    private(set) var end: Int

    init(_ source: ArraySlice<UInt8>) {
        self.source = source
        contentEnd = source.startIndex
        end = source.startIndex
    }

    mutating func readToEnd() {
        var goesOn = true
        while goesOn {
            let isFirst = end == source.startIndex
            let natural = nextNaturalLine().drop(while: Self.isBlank)
            if isFirst, natural.first == UInt8(ascii: "#") || natural.first == UInt8(ascii: "!") {
                isComment = true
                return
            }
            let backslashes = natural.reversed().prefix { $0 == UInt8(ascii: "\\") }.count
            goesOn = backslashes % 2 == 1
            let counted = goesOn ? natural.dropLast() : natural
            letters += counted
            places += counted.indices
            if goesOn, end == source.endIndex {
                isOpen = true
                return
            }
        }
    }

    /// Moves behind the next natural line and returns it without its end.
    private mutating func nextNaturalLine() -> ArraySlice<UInt8> {
        let start = end
        let rest = source[start...]
        contentEnd = rest.firstIndex { $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r") } ?? rest.endIndex
        end = contentEnd
        if end < rest.endIndex {
            let isReturn = rest[end] == UInt8(ascii: "\r")
            end += 1
            if isReturn, end < rest.endIndex, rest[end] == UInt8(ascii: "\n") { end += 1 }
        }
        return rest[start..<contentEnd]
    }

    var content: PropertiesLine.Content {
        guard !isComment, !letters.isEmpty else { return .none }
        let keyEnd = endOfKey
        var valueStart = keyEnd
        var hasSign = false
        while valueStart < letters.count {
            let byte = letters[valueStart]
            let isSign = byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":")
            guard Self.isBlank(byte) || isSign && !hasSign else { break }
            if isSign { hasSign = true }
            valueStart += 1
        }
        guard let key = PropertiesEscape.decode(letters[..<keyEnd]),
            let text = PropertiesEscape.decode(letters[valueStart...])
        else { return .malformed }
        let start = valueStart == 0 ? 0 : places[valueStart - 1] + 1 - source.startIndex
        return .entry(
            key: key, text: text, value: start..<contentEnd - source.startIndex, needsSeparator: valueStart == keyEnd)
    }

    /// Up to the first separator or blank that no backslash stands before.
    private var endOfKey: Int {
        var isEscaped = false
        for (place, byte) in letters.enumerated() {
            if !isEscaped, Self.isBlank(byte) || byte == UInt8(ascii: "=") || byte == UInt8(ascii: ":") {
                return place
            }
            isEscaped = byte == UInt8(ascii: "\\") && !isEscaped
        }
        return letters.count
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: " ") || byte == 0x09 || byte == 0x0C
    }
}
