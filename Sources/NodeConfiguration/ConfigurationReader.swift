/// Reads keepalived.conf(5).
package enum ConfigurationReader {
    /// Reads a whole file, with those that it includes, and reports every problem, not only the first.
    ///
    /// With `lenient`, unknown keywords are left out together with their blocks, each with a warning that is an
    /// omission.
    package static func read(
        _ source: SourceText, in environment: ReadingEnvironment, including files: inout some IncludedFiles,
        lenient: Bool = false
    ) -> ParseOutcome {
        let (text, problems) = Expander.expand(source, environment, &files)
        var context = ReadingContext(problems: DiagnosticCollector(source: text), lenient: lenient)
        context.judgement = environment.judgement
        context.problems.take(problems)
        var parser = SyntaxParser(text.bytes)
        var draft = ConfigurationDraft()
        while let statement = parser.next(&context.problems) { TopLevel.table.read(statement, into: &draft, &context) }
        let configuration = draft.completed(&context)
        return ParseOutcome(configuration: configuration, diagnostics: context.problems.diagnostics)
    }

    /// Reads a file that includes no others.
    package static func read(_ source: SourceText, lenient: Bool = false) -> ParseOutcome {
        var none = NoIncludedFiles()
        return read(source, in: ReadingEnvironment(), including: &none, lenient: lenient)
    }
}
