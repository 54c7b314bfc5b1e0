import ArgumentParser
import ControlMessages
import LoadBalancer
import NodeConfiguration

/// How `--print-config` prints a configuration.
enum ConfigurationFormat: String, ExpressibleByArgument, CaseIterable {
    /// keepalived.conf
    case text
    /// As the control API answers.
    case json

    func text(of file: ConfigurationFile, withSecrets: Bool) -> String {
        let statements = file.outcome.configuration.statements(withSecrets: withSecrets)
        switch self {
        case .text: return ConfigurationText.text(of: statements)
        case .json:
            let message = ConfigurationMessage(
                asOf: WallClock.now, generation: nil, configuration: file.source,
                statements: statements.map { StatementEntry($0) })
            return String(decoding: MessageCoding.encode(message), as: UTF8.self) + "\n"
        }
    }
}
