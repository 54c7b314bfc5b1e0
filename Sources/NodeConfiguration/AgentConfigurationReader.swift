/// Reads `swiftlvs-agent`'s file: the lexical rules of keepalived.conf, with keywords of its own.
package enum AgentConfigurationReader {
    /// Reads a whole file and reports every problem in it, not only the first.
    package static func read(_ source: SourceText) -> AgentParseOutcome {
        var context = ReadingContext(problems: DiagnosticCollector(source: ExpandedText(source)), lenient: false)
        var parser = SyntaxParser(source.bytes)
        var draft = AgentFileDraft()
        while let statement = parser.next(&context.problems) {
            AgentFileBlock.table.read(statement, into: &draft, &context)
        }
        let configuration = draft.completed(&context)
        return AgentParseOutcome(configuration: configuration, diagnostics: context.problems.diagnostics)
    }
}
