/// Gathers the problems of a configuration.
struct DiagnosticCollector {
    /// A file with more problems than this is not a configuration; what follows is counted only.
    static let limit = 1_000

    /// Characters of a message; a file may hold words of any length.
    private static let messageLimit = 500

    let source: ExpandedText
    private var gathered: [(offset: SourceOffset, diagnostic: Diagnostic)] = []
    private var leftOut = 0
    private var leftOutErrors = 0
    private var leftOutOmissions = 0
    private var told: Set<Told> = []

    private struct Told: Hashable {
        let position: SourcePosition
        let message: String
    }

    /// Once there is something to show.
    private var mask: SecretMask?

    init(source: ExpandedText) {
        self.source = source
    }

    /// What was found while the configuration was put together.
    mutating func take(_ problems: [ExpansionProblem]) {
        for problem in problems {
            let line = source.line(of: problem.origin)
            // What a definition means may be a secret.
            let shown = problem.isDefinition ? line.prefix { $0 != "=" } : line[...]
            append(
                Diagnostic(
                    severity: problem.severity, position: source.position(of: problem.origin),
                    message: Self.cut(problem.message), suggestion: problem.suggestion,
                    lineText: masked(String(shown), at: problem.offset)),
                at: problem.offset)
        }
    }

    /// Whether further problems are only counted.
    var isFull: Bool { gathered.count >= Self.limit }

    mutating func error(_ message: String, at position: SourceOffset, suggestion: String? = nil) {
        add(.error, message, position, suggestion)
    }

    mutating func warning(_ message: String, at position: SourceOffset, suggestion: String? = nil) {
        add(.warning, message, position, suggestion)
    }

    /// A warning for something that is left out because the reading is lenient.
    mutating func omission(_ message: String, at position: SourceOffset, suggestion: String? = nil) {
        add(.warning, message, position, suggestion, isOmission: true)
    }

    private mutating func add(
        _ severity: Diagnostic.Severity, _ message: String, _ position: SourceOffset, _ suggestion: String?,
        isOmission: Bool = false
    ) {
        guard !isFull else {
            leftOut += 1
            if severity == .error { leftOutErrors += 1 }
            if isOmission { leftOutOmissions += 1 }
            return
        }
        append(
            Diagnostic(
                severity: severity, position: source.position(of: position), message: Self.cut(message),
                suggestion: suggestion, note: source.note(on: position),
                lineText: masked(source.line(of: position), at: position),
                isOmission: isOmission),
            at: position)
    }

    /// A line that is read several times has its problem once.
    private mutating func append(_ diagnostic: Diagnostic, at offset: SourceOffset) {
        guard told.insert(Told(position: diagnostic.position, message: diagnostic.message)).inserted else { return }
        gathered.append((offset, diagnostic))
    }

    /// A line without its secrets. The whole configuration is looked through for them once there is something to show.
    private mutating func masked(_ line: String, at offset: SourceOffset) -> String {
        let mask = self.mask ?? SecretMask(source)
        self.mask = mask
        return mask.masked(line, startingAt: source.startOfLine(of: offset))
    }

    private static func cut(_ message: String) -> String {
        message.utf8.count > messageLimit ? message.prefix(messageLimit) + "…" : message
    }

    /// Every problem in the order of the file, and of those it includes.
    var diagnostics: [Diagnostic] {
        let ordered = gathered.enumerated().sorted { left, right in
            (left.element.offset, left.offset) < (right.element.offset, right.offset)
        }.map(\.element.diagnostic)
        guard leftOut > 0, let last = ordered.last else { return ordered }
        let summary = Diagnostic(
            severity: leftOutErrors > 0 ? .error : .warning, position: last.position,
            message: "\(leftOut) more problems in this file are not shown",
            isOmission: leftOutErrors == 0 && leftOutOmissions > 0)
        return ordered + [summary]
    }
}
