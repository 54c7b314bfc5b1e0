import Deadlines

/// A real server: one nginx process that answers every request with the server's name, on kept connections, but for
/// `/file/NAME`, which is a file of the workspace.
package final class NginxServer: Sendable {
    package let name: String
    package let namespace: NetworkNamespace
    private let workspace: Workspace
    private let current: Current<BackgroundProcess>

    package init(_ name: String, in namespace: NetworkNamespace, workspace: Workspace) {
        self.name = name
        self.namespace = namespace
        self.workspace = workspace
        current = Current()
    }

    /// - Parameter idleTimeout: after how many seconds it closes a connection on which nothing was asked.
    package func start(idleTimeout: Int = 60) async throws {
        let configuration = try workspace.write(
            """
            daemon off;
            master_process off;
            pid \(workspace.path("\(name).pid"));
            error_log \(workspace.path("\(name).errors"));
            events { worker_connections 512; }
            http {
                access_log off;
                client_header_timeout \(idleTimeout);
                keepalive_timeout 3600;
                keepalive_requests 1000000;
                \(Self.temporaryFolders(in: workspace, of: name))
                default_type text/plain;
                server {
                    listen 80;
                    location / { return 200 "\(name)\\n"; }
                    location /file/ { alias \(workspace.folder)/; }
                }
            }

            """, to: "\(name).conf")
        let process = try await BackgroundProcess.start(
            Command(
                "nginx", "-e", workspace.path("\(name).errors"), "-c", configuration, in: namespace),
            logFile: workspace.path("\(name).log"))
        current.set(process)
        try await eventually("\(name) listens", within: .seconds(20)) {
            guard process.isRunning else {
                throw CommandFailure(command: "nginx", reason: workspace.tail(of: "\(name).log"))
            }
            return try await namespace.onThread("probe") {
                try ThreadFile.read("/proc/thread-self/net/tcp").contains(" 00000000:0050 00000000:0000 0A ")
            }
        }
    }

    /// Lines that keep what nginx puts on the disk in the workspace.
    static func temporaryFolders(in workspace: Workspace, of name: String) -> String {
        ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
            .map { "\($0)_temp_path \(workspace.path("\(name).\($0)"));" }.joined(separator: " ")
    }

    /// Ends it without a word to its clients' connections beyond what the kernel says.
    package func crash() async throws {
        try await current.take()?.crash()
    }
}
