import Addresses

/// Reads the lines of `track_…` blocks.
enum TrackLineReader {
    /// The most that a priority can go up or down without being one of the two that mean something else.
    static let mostWeight = 253

    static func interface(
        _ statement: Statement, _ context: inout ReadingContext
    ) throws(BadLine) -> TrackDraft.InterfaceLine {
        var words = LineWords(statement)
        guard let first = words.next(), let interface = InterfaceName(first.text) else {
            try context.fail("'\(statement.keyword.text)' is no name of an interface", at: statement.position)
        }
        let weight = try readWeight(&words, of: first, most: mostWeight, &context)
        return TrackDraft.InterfaceLine(
            interface: interface, weight: weight.map { Weight($0.value, isReversed: $0.isReversed ?? false) },
            position: statement.position)
    }

    static func reference(
        _ statement: Statement, most: Int, _ context: inout ReadingContext
    ) throws(BadLine) -> TrackDraft.Reference {
        var words = LineWords(statement)
        _ = words.next()
        let weight = try readWeight(&words, of: statement.keyword, most: most, &context)
        return TrackDraft.Reference(name: statement.keyword, weight: weight?.value, isReversed: weight?.isReversed)
    }

    static func virtualServer(
        _ statement: Statement, _ context: inout ReadingContext
    ) throws(BadLine) -> TrackDraft.VirtualServerLine {
        var words = LineWords(statement)
        _ = words.next()
        var weight: Int? = TrackVirtualServerLine.standardWeight
        var isFault = false
        if let word = words.next() {
            switch word.text {
            case "weight":
                weight = try words.value(.integer(-mostWeight...mostWeight), of: word, &context)
                if weight == 0 {
                    try context.fail("'weight 0' does nothing here: write 'fault' for FAULT", at: word.position)
                }
            case "fault":
                (weight, isFault) = (nil, true)
            default:
                try context.fail("unknown word '\(word.text)': 'weight' or 'fault' may follow", at: word.position)
            }
        }
        try refuseRest(&words, &context)
        let line = TrackVirtualServerLine(name: statement.keyword.text, weight: weight, isFault: isFault)
        return TrackDraft.VirtualServerLine(name: statement.keyword, line: line)
    }

    /// Reads `[weight N [reverse|noreverse]]` to the end of the line.
    private static func readWeight(
        _ words: inout LineWords, of name: Word, most: Int, _ context: inout ReadingContext
    ) throws(BadLine) -> (value: Int, isReversed: Bool?)? {
        guard let word = words.next() else { return nil }
        guard word.text == "weight" else {
            try context.fail(
                "unknown word '\(word.text)' after '\(name.text)': 'weight' may follow", at: word.position,
                suggestion: Suggestion.closest(to: word.text, among: ["weight"]))
        }
        var value = try words.value(.integer(-254...254), of: word, &context)
        if abs(value) > most {
            context.warning("a weight is at most \(most): \(value) is cut", at: word.position)
            value = value < 0 ? -most : most
        }
        var isReversed: Bool?
        if words.take("reverse") { isReversed = true } else if words.take("noreverse") { isReversed = false }
        try refuseRest(&words, &context)
        return (value, isReversed)
    }

    private static func refuseRest(_ words: inout LineWords, _ context: inout ReadingContext) throws(BadLine) {
        guard let word = words.next() else { return }
        try context.fail("'\(word.text)' is too much in this line", at: word.position)
    }
}
