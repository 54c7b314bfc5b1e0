/// Reads keepalived.conf(5).
package enum ConfigurationReader {
    /// Reads a whole file and reports every problem in it, not only the first.
    ///
    /// With `lenient`, unknown keywords are warnings and are left out together with their blocks.
    package static func read(_ source: SourceText, lenient: Bool = false) -> ParseOutcome {
        ParseOutcome(configuration: Configuration(), diagnostics: [])
    }
}
