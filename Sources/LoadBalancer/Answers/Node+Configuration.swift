package import ControlMessages
package import NodeConfiguration

extension Node {
    /// What runs, statement by statement. Who may ask a daemon need not be one who may read its file, so secrets are
    /// left out.
    nonisolated package func configurationMessage() async -> ConfigurationMessage {
        let running = await running
        return ConfigurationMessage(
            asOf: WallClock.now, generation: running.generation, configuration: running.source,
            statements: running.configuration.statements(withSecrets: false).map(StatementEntry.init))
    }

    /// The same as a file. A large one takes its time, in which the node does other things.
    nonisolated package func configurationText() async -> String {
        let running = await running
        return ConfigurationText.text(of: running.configuration.statements(withSecrets: false))
    }

    private var running: (configuration: Configuration, source: ConfigurationSource, generation: Int) {
        (configuration, source, generation)
    }
}

extension StatementEntry {
    package init(_ statement: ConfigurationStatement) {
        self.init(words: statement.words, statements: statement.block.map { $0.map(StatementEntry.init) })
    }
}
