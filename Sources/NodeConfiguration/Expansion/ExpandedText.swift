/// What is read as a configuration: files put together, with what definitions, conditions and sequences made of them.
struct ExpandedText {
    /// The files, the first of them the one that was asked for.
    let files: [SourceText]
    private let text: TracedText
    private let expansions: [Expansion]

    /// A file without anything to be expanded.
    init(_ file: SourceText) {
        files = [file]
        text = TracedText(wholeFile: file.bytes)
        expansions = []
    }

    init(files: [SourceText], text: TracedText, expansions: [Expansion]) {
        self.files = files
        self.text = text
        self.expansions = expansions
    }

    var bytes: [UInt8] { text.bytes }

    /// The file, the line and the column that a place comes from.
    func position(of offset: SourceOffset) -> SourcePosition { position(of: text.origin(at: offset.index)) }

    func position(of origin: TracedText.Origin) -> SourcePosition {
        files[origin.file].position(of: SourceOffset(origin.offset))
    }

    /// The line of the file that a place comes from, cut after `limit` bytes.
    func line(of offset: SourceOffset) -> String { line(of: text.origin(at: offset.index)) }

    func line(of origin: TracedText.Origin) -> String { files[origin.file].line(of: SourceOffset(origin.offset)) }

    /// What brought a place's text here, in words; nil where the file has it as it is.
    func note(on offset: SourceOffset) -> String? {
        guard let expansion = text.origin(at: offset.index).expansion else { return nil }
        switch expansions[expansion] {
        case .definition(let name, let place): return "'$\(name)' is defined at \(position(of: place))"
        case .body(let name, let place): return "'$\(name)' is used at \(position(of: place))"
        case .sequence(let name, let value): return "with '\(name)' as '\(value)'"
        }
    }

    /// Where the line of a place begins, of what is read.
    func startOfLine(of offset: SourceOffset) -> Int {
        let end = min(offset.index, bytes.count)
        return bytes[..<end].lastIndex(of: UInt8(ascii: "\n")).map { $0 + 1 } ?? 0
    }
}

/// What brought a piece of text to where it is read.
enum Expansion {
    /// The value of a definition on one line, with the place of the definition.
    case definition(String, at: TracedText.Origin)
    /// A line of a definition of several lines, with the place that uses it.
    case body(String, at: TracedText.Origin)
    /// A line of `~SEQ` or `~LST`, with one of the values.
    case sequence(String, value: String)
}

/// A problem that was found while a configuration was put together.
struct ExpansionProblem {
    let severity: Diagnostic.Severity
    let message: String
    var suggestion: String?
    let origin: TracedText.Origin
    /// How much had been put together by then.
    let offset: SourceOffset
    /// Whether its line may hold a secret.
    var isDefinition = false
}
