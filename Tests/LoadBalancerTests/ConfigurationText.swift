import NodeConfiguration
import Testing

extension Configuration {
    /// A configuration as its file would say it; free of errors.
    init(text: String, sourceLocation: SourceLocation = #_sourceLocation) throws {
        let outcome = ConfigurationReader.read(SourceText(name: "test.conf", text: text))
        try #require(!outcome.hasErrors, "\(outcome.diagnostics)", sourceLocation: sourceLocation)
        self = outcome.configuration
    }
}
