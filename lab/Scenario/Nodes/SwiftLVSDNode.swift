import ControlMessages
import Deadlines
import Glibc

/// swiftlvsd in a namespace, with a control socket and folders of its own.
package final class SwiftLVSDNode: LoadBalancerDaemon {
    package let programName = "swiftlvsd"
    package let namespace: NetworkNamespace
    package let name: String
    private let workspace: Workspace
    package let configurationFile: String
    private let current = Current<BackgroundProcess>()

    /// - Parameter configurationFile: a file that is there already; by default one of its own in the workspace.
    package init(
        _ name: String, in namespace: NetworkNamespace, workspace: Workspace, configurationFile: String? = nil
    ) {
        self.name = name
        self.namespace = namespace
        self.workspace = workspace
        self.configurationFile = configurationFile ?? workspace.path("\(name).conf")
    }

    package var socket: String { workspace.path("\(name).sock") }

    package func start(configuration: String) async throws {
        try await start(configuration: configuration, through: [])
    }

    /// - Parameter wrapper: the words of a program that changes the surroundings and then runs the rest of its line.
    package func start(configuration: String, through wrapper: [String]) async throws {
        try workspace.write(configuration, to: "\(name).conf")
        try await start(through: wrapper)
    }

    /// Starts it on the configuration file as it stands and waits until it answers.
    package func start(through wrapper: [String] = []) async throws {
        let process = try await launch(through: wrapper)
        try await eventually("\(name) (swiftlvsd) answers on its control socket", within: .seconds(60)) {
            guard process.isRunning else { throw CommandFailure(command: "swiftlvsd", reason: logTail()) }
            return try await control("/v1/status").contains("as_of")
        }
    }

    /// Starts the daemon on the configuration file as it stands, without waiting for it.
    @discardableResult
    package func launch(through wrapper: [String] = []) async throws -> BackgroundProcess {
        let process = try await BackgroundProcess.start(
            Command(wrapper + commandLine(), in: namespace), logFile: workspace.path("\(name).log"))
        current.set(process)
        return process
    }

    /// The command that starts it, with further options at the end.
    package func commandLine(_ more: String...) -> [String] {
        [
            Executables.path(of: "swiftlvsd"), "--dont-fork", "--log-console", "--use-file", configurationFile,
            "--socket", socket, "--runtime-dir", workspace.path("\(name).run"),
            "--state-dir", workspace.path("\(name).state"), "--pid", workspace.path("\(name).pid"),
        ] + more
    }

    @discardableResult
    package func stop() async throws -> Int32 {
        try await current.take()?.stop() ?? -1
    }

    /// Asks it to end and to leave everything as it is (SIGQUIT), waits for that and returns its exit code.
    @discardableResult
    package func leave() async throws -> Int32 {
        try await current.take()?.stop(signal: SIGQUIT) ?? -1
    }

    package func crash() async throws {
        try await current.take()?.crash()
    }

    package func send(_ signal: Int32) {
        current.now?.send(signal)
    }

    /// Its number; nil before it was started and after it was stopped.
    package var processIdentifier: Int32? { current.now?.identifier }

    package func logTail() -> String { workspace.tail(of: "\(name).log") }

    /// Everything it logged.
    package var log: String {
        get throws { try workspace.read("\(name).log") }
    }

    package var isRunning: Bool { current.now?.isRunning ?? false }

    /// GETs a path of the control API with curl and returns the body; a status of 400 or more throws.
    package func control(_ path: String) async throws -> String {
        try await Command(
            "curl", "-sS", "--fail-with-body", "--max-time", "10", "--unix-socket", socket, "http://node\(path)"
        )
        .succeed()
    }

    /// GETs a message of the control API.
    package func message<Message: Decodable>(_ type: Message.Type, at path: String) async throws -> Message {
        try MessageCoding.decode(type, from: Array(try await control(path).utf8))
    }

    /// Runs the operator's command against this node.
    package func ctl(_ words: String...) async throws -> CommandOutput {
        try await Command([Executables.path(of: "swiftlvsctl"), "--socket", socket] + words).run()
    }
}
