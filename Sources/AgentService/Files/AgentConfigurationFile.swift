package import NodeConfiguration

/// The program's own configuration file.
package enum AgentConfigurationFile {
    private static let largestSize = 1 << 20

    package static func load(_ path: String) throws -> AgentParseOutcome {
        let content = try FileContent.read(path, atMost: largestSize)
        return AgentConfigurationReader.read(SourceText(name: path, bytes: content.bytes))
    }
}
