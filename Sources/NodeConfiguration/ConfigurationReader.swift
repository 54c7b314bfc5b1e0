/// Reads keepalived.conf(5).
package enum ConfigurationReader {
    /// Reads a whole file and reports every problem in it, not only the first.
    ///
    /// With `lenient`, unknown keywords are left out together with their blocks, each with a warning that is an
    /// omission.
    package static func read(_ source: SourceText, lenient: Bool = false) -> ParseOutcome {
        var context = ReadingContext(problems: DiagnosticCollector(source: source), lenient: lenient)
        var parser = SyntaxParser(source)
        var draft = ConfigurationDraft()
        while let statement = parser.next(&context.problems) { TopLevel.table.read(statement, into: &draft, &context) }
        let configuration = draft.completed(&context)
        return ParseOutcome(configuration: configuration, diagnostics: context.problems.diagnostics)
    }
}
