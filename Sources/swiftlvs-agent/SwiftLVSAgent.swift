import AgentService
import ArgumentParser
import ControlMessages
import DaemonProcess
import Glibc
import Logging
import NodeConfiguration
import Polling

/// The agent's side of management-server groups: parse the command line, read the file, run.
@main
struct SwiftLVSAgent {
    static func main() async {
        let options = parseOptions()
        if options.version {
            print("swiftlvs-agent v\(ProgramVersion.text)")
            exit(ExitStatus.success.rawValue)
        }
        let configuration = loadConfiguration(options)
        if options.configTest { exit(ExitStatus.success.rawValue) }
        signal(SIGPIPE, SIG_IGN)
        do {
            let writer = try LogWriter()
            let toJournal = ServiceManager.readsStandardError
            let level = Logger.Level(rawValue: options.logLevel) ?? .info
            LoggingSystem.bootstrap { label in
                LineLogHandler(
                    label: label, format: options.logFormat, toJournal: toJournal, writer: writer, logLevel: level
                ) { Timestamp.now }
            }
            try await run(configuration, file: options.useFile)
            writer.finish()
            exit(ExitStatus.success.rawValue)
        } catch {
            printError("swiftlvs-agent: \(error)")
            exit(ExitStatus.systemLacksSomething.rawValue)
        }
    }

    private static func run(_ configuration: AgentConfiguration, file: String) async throws {
        let (signals, received) = AsyncStream.makeStream(of: Int32.self, bufferingPolicy: .bufferingNewest(8))
        try SignalThread.start(for: [SIGTERM, SIGINT, SIGHUP]) { received.yield($0) }
        let logger = Logger(label: "swiftlvs-agent")
        let service = try AgentService(configuration, logger: logger)
        let running = Task { await service.run() }
        ServiceManager.ready("keeping \(configuration.propertiesFile)")
        logger.notice("started, version \(ProgramVersion.text)")
        for await number in signals {
            guard number == SIGHUP else { break }
            ServiceManager.reloading()
            await service.reload(from: file)
            ServiceManager.ready("running by \(file)")
        }
        ServiceManager.stopping()
        running.cancel()
        await running.value
        logger.notice("stopped")
    }

    private static func parseOptions() -> Options {
        do {
            return try Options.parse()
        } catch {
            let isQuestion = Options.exitCode(for: error) == .success
            let text = Options.fullMessage(for: error)
            isQuestion ? print(text) : printError(text)
            exit((isQuestion ? ExitStatus.success : .usage).rawValue)
        }
    }

    /// Reads the configuration, prints what is wrong with it and leaves where it cannot be used.
    private static func loadConfiguration(_ options: Options) -> AgentConfiguration {
        do {
            let outcome = try AgentConfigurationFile.load(options.useFile)
            for diagnostic in outcome.diagnostics { printError(diagnostic.render()) }
            if outcome.hasErrors { exit(ExitStatus.configurationInvalid.rawValue) }
            return outcome.configuration
        } catch {
            printError("swiftlvs-agent: \(error)")
            exit(ExitStatus.configurationInvalid.rawValue)
        }
    }
}

/// What the program's end means to whoever started it; as swiftlvsd's.
private enum ExitStatus: Int32 {
    case success = 0
    case configurationInvalid = 1
    case usage = 2
    case systemLacksSomething = 3
}
