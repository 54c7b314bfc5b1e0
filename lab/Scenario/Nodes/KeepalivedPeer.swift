import Deadlines

/// Debian's keepalived in a namespace.
package final class KeepalivedPeer: LoadBalancerDaemon {
    package let programName = "keepalived"
    package let namespace: NetworkNamespace
    private let name: String
    private let workspace: Workspace
    private let configurationFile: String
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

    package func start(configuration: String) async throws {
        try workspace.write(configuration, to: "\(name).conf")
        try await start()
    }

    /// Starts it on the configuration file as it stands and waits until it is up.
    package func start() async throws {
        let log = workspace.path("\(name).log")
        let process = try await BackgroundProcess.start(
            Command(
                "keepalived", "--dont-fork", "--log-console", "--log-detail", "--use-file", configurationFile,
                "--pid", pidFile, "--vrrp_pid", workspace.path("\(name).vrrp.pid"),
                "--checkers_pid", workspace.path("\(name).checkers.pid"), in: namespace),
            logFile: log)
        current.set(process)
        try await eventually("\(name) (keepalived) starts", within: .seconds(30)) {
            guard process.isRunning else { throw CommandFailure(command: "keepalived", reason: logTail()) }
            return workspace.exists("\(name).pid")
        }
    }

    /// The pid file of its parent process.
    package var pidFile: String { workspace.path("\(name).pid") }

    @discardableResult
    package func stop() async throws -> Int32 {
        try await current.take()?.stop() ?? -1
    }

    package func crash() async throws {
        try await current.take()?.crash()
    }

    package func send(_ signal: Int32) {
        current.now?.send(signal)
    }

    package func logTail() -> String { workspace.tail(of: "\(name).log") }
}
