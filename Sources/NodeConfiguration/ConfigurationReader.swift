/// Reads keepalived.conf(5).
package enum ConfigurationReader {
    /// Reads a whole file and reports every problem in it, not only the first.
    ///
    /// With `lenient`, unknown keywords are left out together with their blocks, each with a warning that is an
    /// omission.
    package static func read(_ source: SourceText, lenient: Bool = false) -> ParseOutcome {
        var problems = DiagnosticCollector(source: source)
        let statements = SyntaxParser.parse(source, &problems)
        var context = ReadingContext(problems: problems, lenient: lenient)
        var draft = ConfigurationDraft()
        TopLevel.table.read(statements, into: &draft, &context)
        let configuration = draft.completed(&context)
        return ParseOutcome(configuration: configuration, diagnostics: context.problems.diagnostics)
    }
}
