/// A configuration as far as it could be read, and everything that is wrong with it.
package struct ParseOutcome: Sendable {
    /// Without the parts that are in error; meant for use only where there are no errors.
    package let configuration: Configuration
    /// In the order of the file.
    package let diagnostics: [Diagnostic]

    /// Whether the file must not be used.
    package var hasErrors: Bool { diagnostics.contains { $0.severity == .error } }
}
