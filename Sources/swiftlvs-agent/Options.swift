import ArgumentParser
import DaemonProcess
import Logging

/// The command line.
struct Options: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "swiftlvs-agent",
        abstract: "Keeps an agent's list of management servers, and brings the agent back to its preferred one.")

    @Option(name: [.customShort("f"), .long], help: "The configuration file.")
    var useFile = "/etc/swiftlvsd/agent.conf"

    @Flag(name: [.customShort("t"), .long], help: "Check the configuration and exit.")
    var configTest = false

    @Option(name: .long, help: "trace, debug, info, notice, warning, error or critical.")
    var logLevel = "info"

    @Option(name: .long, help: "text or json.")
    var logFormat: LogFormat = .text

    @Flag(name: [.customShort("v"), .long], help: "Print the version and exit.")
    var version = false

    mutating func validate() throws {
        guard Logger.Level(rawValue: logLevel) != nil else {
            throw ValidationError("'\(logLevel)' is no log level")
        }
    }
}

extension LogFormat: ExpressibleByArgument {}
