import ArgumentParser
import CLinux
import ControlMessages
import DaemonProcess
import Glibc
import LoadBalancer
import Logging
import NodeConfiguration

/// The load-balancer daemon.
@main
struct SwiftLVSD {
    /// Runs on the main thread, and up to the daemon's start it is the only one: a network namespace belongs to a
    /// thread and is inherited by those it starts.
    @MainActor
    static func main() async {
        clinux_keep_one_heap()
        var options = parseOptions()
        answerAndLeave(options)
        if let umask = options.umask.flatMap(OptionNumber.parse) { Glibc.umask(mode_t(umask)) }
        if options.daemonizes {
            guard Daemonization.isChild else { exit(Daemonization.runChild(arguments: CommandLine.arguments)) }
            Daemonization.leaveSession()
        }
        var namespaces = Namespaces(commandLine: options.namespace)
        let configuration = loadConfiguration(options)
        if let format = options.printConfig {
            print(format.text(of: configuration, withSecrets: options.withSecrets), terminator: "")
            ExitStatus.success.exit()
        }
        if options.configTest { ExitStatus.success.exit() }
        namespaces.follow(configuration)
        // It is the same from here on, whoever named it: paths and the log's name follow it.
        options.namespace = namespaces.own
        let status = await Daemon(options: options, namespaces: namespaces, file: configuration).run()
        status.exit()
    }

    private static func parseOptions() -> Options {
        do {
            return try Options.parse(OptionSpelling.normalized(Array(CommandLine.arguments.dropFirst())))
        } catch {
            let isQuestion = Options.exitCode(for: error) == .success
            let text = Options.fullMessage(for: error)
            isQuestion ? print(text) : printError(text)
            (isQuestion ? ExitStatus.success : .usage).exit()
        }
    }

    /// The options that only ask for something to be printed.
    private static func answerAndLeave(_ options: Options) {
        if options.version {
            // keepalived's exporters read the version from standard error.
            printError("swiftlvsd v\(ProgramVersion.text)")
            ExitStatus.success.exit()
        }
        if let signal = options.signum.flatMap(SignalName.init(rawValue:)) {
            print(signal.number)
            ExitStatus.success.exit()
        }
    }

    /// Reads the configuration, prints what is wrong with it and leaves where it cannot be used.
    private static func loadConfiguration(_ options: Options) -> ConfigurationFile {
        let report = ConfigurationReport(logFile: options.configTestLog)
        if options.configTest {
            for warning in options.warnings { report.print("swiftlvsd: warning: \(warning)") }
        }
        do {
            let file = try ConfigurationFile.load(
                options.configurationPath, lenient: options.startsLenient, in: options.environment)
            for diagnostic in file.outcome.diagnostics { report.print(diagnostic.render()) }
            if file.outcome.hasErrors { ExitStatus.configurationInvalid.exit() }
            return file
        } catch {
            report.print("\(error.path): error: \(error.reason)")
            ExitStatus.configurationInvalid.exit()
        }
    }
}

/// Where the result of a configuration test goes: standard error, or keepalived's `-t=LOG_FILE`.
private struct ConfigurationReport {
    private let descriptor: Int32

    init(logFile: String?) {
        guard let logFile else {
            descriptor = STDERR_FILENO
            return
        }
        let file = open(logFile, O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC, 0o640)
        var facts = stat()
        guard file >= 0, fstat(file, &facts) == 0 else {
            printError("swiftlvsd: \(logFile): \(String(cString: strerror(errno)))")
            ExitStatus.usage.exit()
        }
        guard facts.st_mode & S_IFMT == S_IFREG, facts.st_size == 0 else {
            printError("swiftlvsd: \(logFile): is not an empty file; it is left as it is")
            ExitStatus.usage.exit()
        }
        descriptor = file
    }

    func print(_ text: String) {
        let bytes = Array((text + "\n").utf8)
        _ = write(descriptor, bytes, bytes.count)
    }
}
