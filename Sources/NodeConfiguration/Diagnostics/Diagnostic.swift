/// One problem in a configuration file, with its place.
package struct Diagnostic: Hashable, Sendable {
    package enum Severity: String, Hashable, Sendable {
        /// The file cannot be used.
        case error
        /// The file can be used; something in it does not do what it seems to say.
        case warning
    }

    package let severity: Severity
    package let position: SourcePosition
    /// What is wrong, as one sentence without a full stop.
    package let message: String
    /// The word that was probably meant.
    package let suggestion: String?
    /// How the place's text came there, where a definition or a sequence brought it.
    package let note: String?
    /// The line of the file the problem is on; long lines are cut.
    package let lineText: String
    /// A warning by which a part of the file is left out that would be an error were the reading not lenient.
    package let isOmission: Bool

    package init(
        severity: Severity, position: SourcePosition, message: String, suggestion: String? = nil, note: String? = nil,
        lineText: String = "", isOmission: Bool = false
    ) {
        self.severity = severity
        self.position = position
        self.message = message
        self.suggestion = suggestion
        self.note = note
        self.lineText = lineText
        self.isOmission = isOmission
    }
}
