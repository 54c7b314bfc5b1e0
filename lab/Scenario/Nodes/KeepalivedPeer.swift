import Deadlines

/// Debian's keepalived in a namespace.
package final class KeepalivedPeer: LoadBalancerDaemon {
    package let programName = "keepalived"
    package let namespace: NetworkNamespace
    private let name: String
    private let workspace: Workspace
    private let current = Current<BackgroundProcess>()

    package init(_ name: String, in namespace: NetworkNamespace, workspace: Workspace) {
        self.name = name
        self.namespace = namespace
        self.workspace = workspace
    }

    package func start(configuration: String) async throws {
        let file = try workspace.write(configuration, to: "\(name).conf")
        let log = workspace.path("\(name).log")
        let process = try await BackgroundProcess.start(
            Command(
                "keepalived", "--dont-fork", "--log-console", "--log-detail", "--use-file", file,
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
