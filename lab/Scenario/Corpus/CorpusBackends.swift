/// The servers behind the corpus' services, all in the daemon's own namespace: HTTP on 80 and 8080, HTTPS on 443,
/// and an echo on UDP 5353. Nobody listens on 81, 5354 and 8081.
package final class CorpusBackends: Sendable {
    private let process: BackgroundProcess
    private let echo: DatagramEcho

    private init(process: BackgroundProcess, echo: DatagramEcho) {
        self.process = process
        self.echo = echo
    }

    package static func start(in namespace: NetworkNamespace, workspace: Workspace) async throws -> CorpusBackends {
        let name = "nginx-\(namespace.name)"
        let tls = CorpusFile.folder + "/../tls"
        let configuration = try workspace.write(
            """
            daemon off;
            master_process off;
            pid \(workspace.path("\(name).pid"));
            error_log \(workspace.path("\(name).errors"));
            events { worker_connections 128; }
            http {
                access_log off;
                \(NginxServer.temporaryFolders(in: workspace, of: name))
                default_type text/plain;
                server {
                    listen 80;
                    listen [::]:80;
                    listen 8080;
                    listen [::]:8080;
                    listen 443 ssl;
                    ssl_certificate \(tls)/server.pem;
                    ssl_certificate_key \(tls)/server.key;
                    location = / { return 200 "web\\n"; }
                    location = /status/204 { return 204; }
                    location = /status/500 { return 500; }
                    location / { return 404; }
                }
            }

            """, to: "\(name).conf")
        let process = try await BackgroundProcess.start(
            Command("nginx", "-e", workspace.path("\(name).errors"), "-c", configuration, in: namespace),
            logFile: workspace.path("\(name).log"))
        return CorpusBackends(process: process, echo: try await DatagramEcho.start(in: namespace, port: 5353))
    }

    package func stop() async {
        echo.stop()
        try? await process.crash()
    }
}
