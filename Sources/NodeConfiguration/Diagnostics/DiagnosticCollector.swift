/// Gathers the problems of one file.
struct DiagnosticCollector {
    /// A file with more problems than this is not a configuration; what follows is counted only.
    private static let limit = 1_000

    /// Characters of a message; a file may hold words of any length.
    private static let messageLimit = 500

    let source: SourceText
    private var gathered: [Diagnostic] = []
    private var leftOut = 0
    private var leftOutErrors = 0
    private var leftOutOmissions = 0
    /// Once there is something to show.
    private var mask: SecretMask?

    init(source: SourceText) {
        self.source = source
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
        let mask = self.mask ?? SecretMask(source)
        self.mask = mask
        let isLong = message.utf8.count > Self.messageLimit
        gathered.append(
            Diagnostic(
                severity: severity, position: source.position(of: position),
                message: isLong ? message.prefix(Self.messageLimit) + "…" : message, suggestion: suggestion,
                lineText: mask.masked(source.line(of: position), startingAt: source.startOfLine(of: position)),
                isOmission: isOmission))
    }

    /// Every problem in the order of the file.
    var diagnostics: [Diagnostic] {
        let ordered = gathered.enumerated().sorted { left, right in
            let (first, second) = (left.element.position, right.element.position)
            return (first.line, first.column, left.offset) < (second.line, second.column, right.offset)
        }.map(\.element)
        guard leftOut > 0, let last = ordered.last else { return ordered }
        let summary = Diagnostic(
            severity: leftOutErrors > 0 ? .error : .warning, position: last.position,
            message: "\(leftOut) more problems in this file are not shown",
            isOmission: leftOutErrors == 0 && leftOutOmissions > 0)
        return ordered + [summary]
    }
}
