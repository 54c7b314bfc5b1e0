/// Puts a configuration together before its keywords are read: opens included files, keeps the conditional lines that
/// count, repeats the lines of sequences and puts in what definitions mean.
///
/// keepalived.conf(5), "CONDITIONAL CONFIGURATION" to "DEFINITIONS". A file without any of that is not copied.
struct Expander<Files: IncludedFiles> {
    /// What expansions may come to in bytes, so that definitions which double at each step end.
    static var generatedLimit: Int { 64 << 20 }
    /// What one counts for that comes to nothing: it takes its time, too.
    static var expansionCost: Int { 64 }
    static var depthLimit: Int { 32 }
    static var includeLimit: Int { 10_000 }

    let environment: ReadingEnvironment
    var included: Files
    var files: [SourceText]
    var text = TracedText()
    var expansions: [Expansion] = []
    var problems: [ExpansionProblem] = []
    var definitions = Definitions()
    var checks: IncludeChecks
    var random: DrawnNumbers
    /// The files that are being read, from the one that was asked for inwards.
    var openFiles: [Int] = []
    private var generated = 0
    private(set) var isExhausted = false
    /// Whether a line of the file came to lines that are nested too deep: what else it comes to is not read.
    private var isTooDeep = false

    private init(_ source: SourceText, _ environment: ReadingEnvironment, _ included: Files) {
        self.environment = environment
        self.included = included
        files = [source]
        random = DrawnNumbers(seed: environment.randomSeed)
        checks = environment.checksIncludes ? .all : []
    }

    /// What a file comes to, with the problems of putting it together.
    static func expand(
        _ source: SourceText, _ environment: ReadingEnvironment, _ included: inout Files
    ) -> (text: ExpandedText, problems: [ExpansionProblem]) {
        guard LineScan.needsExpansion(source.bytes) else { return (ExpandedText(source), []) }
        var expander = Expander(source, environment, included)
        expander.readFile(0)
        included = expander.included
        let text = ExpandedText(files: expander.files, text: expander.text, expansions: expander.expansions)
        return (text, expander.problems)
    }

    mutating func readFile(_ file: Int) {
        let outer = checks
        openFiles.append(file)
        var lines = LineScan(files[file].bytes)
        while !isExhausted, let line = lines.next() {
            if line.needsExpansion {
                read(slice(line.range, of: file), following: &lines, file)
            } else {
                text.append(
                    files[file].bytes[line.rangeWithEnd], from: TracedText.Origin(file: file, offset: line.start))
            }
            if text.count > environment.sizeLimit { exhaust(at: TracedText.Origin(file: file, offset: line.start)) }
        }
        // The last line of an included file may have no end of its own.
        if text.bytes.last != UInt8(ascii: "\n") { endLine() }
        openFiles.removeLast()
        checks = outer
    }

    /// Reads a line of a file. A definition may take the lines that follow, too.
    private mutating func read(_ line: TracedText.Slice, following lines: inout LineScan, _ file: Int) {
        guard let kept = conditional(line.trimmed) else {
            // What is left out of a definition are all its lines.
            if Self.isDefinition(behindConditions: line.trimmed) { _ = bodyLines(after: line, &lines, file) }
            endLine()
            return
        }
        if let head = DefinitionHead(kept.bytes) {
            define(head, by: kept, following: &lines, file)
            endLine()
        } else {
            isTooDeep = false
            read(kept, depth: 0)
        }
    }

    /// Reads a line that conditions let through.
    mutating func read(_ line: TracedText.Slice, depth: Int) {
        guard depth <= Self.depthLimit else {
            error("definitions and sequences are nested deeper than \(Self.depthLimit) here", at: line.origin)
            isTooDeep = true
            return
        }
        guard !isExhausted else { return }
        if let head = SequenceHead(line.bytes) {
            repeatLine(line, as: head, depth: depth)
            return
        }
        if readInclude(line) { return }
        notePreference(line)
        emit(line, depth: depth)
    }

    /// A line of a definition's body or of a sequence, which may have conditions and definitions of its own.
    mutating func readGenerated(_ line: TracedText, depth: Int) {
        guard !isTooDeep, let kept = conditional(line.all.trimmed) else { return }
        if let head = DefinitionHead(kept.bytes) {
            define(head, by: kept)
        } else {
            read(kept, depth: depth)
        }
    }

    private mutating func repeatLine(_ line: TracedText.Slice, as head: SequenceHead, depth: Int) {
        guard let arguments = head.arguments else {
            error("the ')' of this sequence is missing on its line", at: line.origin)
            return
        }
        let text = expanded(TracedText.Slice(text: line.text, range: arguments))
        let sequence: SequenceLine
        do throws(SequenceLine.Problem) {
            sequence = try SequenceLine(head, arguments: text)
        } catch {
            self.error(error.message, at: line.origin)
            return
        }
        let rest = TracedText.Slice(text: line.text, range: arguments.upperBound + 1..<line.range.upperBound).trimmed
        sequence.forEachTurn { values in
            for (name, value) in zip(sequence.names, values) {
                definitions[name] = Definitions.Definition(
                    lines: [TracedText(Array(value.utf8)[...], from: point(rest.origin))], isMultiLine: false,
                    origin: rest.origin)
            }
            expansions.append(
                .sequence(sequence.names.joined(separator: ","), value: values.joined(separator: ",")))
            readGenerated(rest.copy.brought(by: expansions.count - 1), depth: depth + 1)
            return !isTooDeep && count(Self.expansionCost, at: rest.origin)
        }
    }

    /// What is left of a line behind its conditions; nil where one of them leaves it out.
    private func conditional(_ line: TracedText.Slice) -> TracedText.Slice? {
        var rest = line
        while rest.bytes.first == UInt8(ascii: "@") {
            let word = rest.bytes.dropFirst().prefix { !$0.isBlank }
            let isOthers = word.first == UInt8(ascii: "^")
            let name = String(decoding: isOthers ? word.dropFirst() : word, as: UTF8.self)
            guard (name == environment.configID) != isOthers else { return nil }
            rest = rest.dropFirst(word.count + 1).trimmed
        }
        return rest
    }

    private static func isDefinition(behindConditions line: TracedText.Slice) -> Bool {
        var rest = line
        while rest.bytes.first == UInt8(ascii: "@") {
            rest = rest.dropFirst(rest.bytes.prefix { !$0.isBlank }.count).trimmed
        }
        return DefinitionHead(rest.bytes) != nil
    }

    func slice(_ range: Range<Int>, of file: Int) -> TracedText.Slice {
        TracedText(files[file].bytes[range], from: TracedText.Origin(file: file, offset: range.lowerBound)).all
    }

    /// The same place for all bytes of a text that is not in the file.
    func point(_ origin: TracedText.Origin) -> TracedText.Origin {
        var point = origin
        point.isVerbatim = false
        return point
    }
}

extension Expander {
    mutating func endLine() {
        let origin = TracedText.Origin(file: openFiles.last ?? 0, offset: 0, isVerbatim: false)
        text.append([UInt8(ascii: "\n")], from: origin)
    }

    /// Counts what expansions came to; false once that is too much.
    mutating func count(_ bytes: Int, at origin: TracedText.Origin) -> Bool {
        generated += bytes + 1
        if generated > Self.generatedLimit { exhaust(at: origin) }
        return !isExhausted
    }

    mutating func exhaust(at origin: TracedText.Origin) {
        guard !isExhausted else { return }
        isExhausted = true
        error("the configuration becomes too large here; what follows is not read", at: origin)
    }

    mutating func error(_ message: String, at origin: TracedText.Origin, suggestion: String? = nil) {
        add(.error, message, origin, suggestion)
    }

    mutating func warning(_ message: String, at origin: TracedText.Origin) {
        add(.warning, message, origin)
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ message: String, _ origin: TracedText.Origin, _ suggestion: String? = nil
    ) {
        guard problems.count < DiagnosticCollector.limit else { return }
        let bytes = files[origin.file].bytes
        let start = files[origin.file].startOfLine(of: SourceOffset(origin.offset))
        let line = bytes[start...].prefix { $0 != UInt8(ascii: "\n") }
        problems.append(
            ExpansionProblem(
                severity: severity, message: message, suggestion: suggestion, origin: origin,
                offset: SourceOffset(text.count), isDefinition: line.contains(UInt8(ascii: "="))))
    }
}
