import ControlMessages
import LabScenario
import Testing

extension Lab {
    @Suite("TCP_CHECK, HTTP_GET and SSL_GET against nginx")
    struct WebCheckerTests {
        private static let tls = CorpusFile.folder + "/../tls"
        /// `page one\n`
        private static let digest = "a0d785bc264749de85a1ad813e6312ef"

        /// nginx in the foreground: files of the workspace decide what it answers.
        private func configuration(in workspace: Workspace) -> String {
            """
            daemon off;
            master_process off;
            pid \(workspace.path("web.pid"));
            events { worker_connections 128; }
            http {
                access_log off;
                client_body_temp_path \(workspace.path("body"));
                proxy_temp_path \(workspace.path("proxy"));
                fastcgi_temp_path \(workspace.path("fastcgi"));
                uwsgi_temp_path \(workspace.path("uwsgi"));
                scgi_temp_path \(workspace.path("scgi"));
                default_type text/plain;
                ssl_certificate_key \(Self.tls)/server.key;
                server {
                    listen 80;
                    listen 443 ssl;
                    ssl_certificate \(Self.tls)/server.pem;
                    location = /flag { if (-f \(workspace.path("flag"))) { return 200 "fine\\n"; } return 503; }
                    location = /page { alias \(workspace.path("page")); }
                    location = /host { if ($http_host = "shop.example.org") { return 200 "shop\\n"; } return 404; }
                    location = /name { if ($ssl_server_name = "shop.example.org") { return 200 "ok\\n"; } return 403; }
                }
                server {
                    listen 8443 ssl;
                    ssl_certificate \(Self.tls)/expired.pem;
                    location / { return 204; }
                }
            }

            """
        }

        private func start(in host: NetworkNamespace, of topology: TwoNodeTopology) async throws -> BackgroundProcess {
            let file = try topology.workspace.write(configuration(in: topology.workspace), to: "web.conf")
            return try await topology.start(
                Command("nginx", "-e", topology.workspace.path("web.errors"), "-c", file, in: host), log: "web.log")
        }

        private func web(_ port: Int, to target: Int, _ kind: String, _ path: String, _ lines: String = "") -> String {
            CheckerTests.service(
                port, to: "\(CheckerTests.server) \(target)",
                "\(kind) {\nretry 0\ndelay_before_retry 1\nurl {\npath \(path)\n\(lines)\n}\n}")
        }

        private var services: String {
            CheckerTests.service(8001, to: "\(CheckerTests.server) 80", "TCP_CHECK {\nretry 0\n}")
                + web(8002, to: 80, "HTTP_GET", "/flag", "status_code 200")
                + web(8003, to: 80, "HTTP_GET", "/page", "digest \(Self.digest)")
                + web(8004, to: 80, "HTTP_GET", "/host", "virtualhost shop.example.org")
                + web(8005, to: 80, "HTTP_GET", "/host")
                + web(8006, to: 443, "SSL_GET", "/page", "digest \(Self.digest)")
                + web(
                    8007, to: 443, "SSL_GET", "/name", "virtualhost shop.example.org\n}\nenable_sni\nurl {\npath /page")
                + web(8008, to: 443, "SSL_GET", "/name", "virtualhost shop.example.org")
                + web(8009, to: 8443, "SSL_GET", "/")
                + web(8010, to: 80, "SSL_GET", "/page")
        }

        @Test("status, digest, virtual host and server name decide; certificates self-signed or expired do not")
        func web() async throws {
            try await Lab.play { topology in
                let host = try await topology.host("srv", numbers: [30])
                try topology.workspace.write("", to: "flag")
                try topology.workspace.write("page one\n", to: "page")
                let nginx = try await start(in: host, of: topology)
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: services)
                try await CheckerTests.wait(for: .up, "connected", of: 8001, on: node)
                for port in [8002, 8003, 8004, 8006, 8007] {
                    try await CheckerTests.wait(for: .up, "status 200", of: port, on: node)
                }
                try await CheckerTests.wait(for: .up, "status 204", of: 8009, on: node)
                try await CheckerTests.wait(for: .down, "GET /host: status 404", of: 8005, on: node)
                try await CheckerTests.wait(for: .down, "GET /name: status 403", of: 8008, on: node)
                try await CheckerTests.wait(for: .down, "TLS: ", of: 8010, on: node)

                topology.workspace.delete("flag")
                try await CheckerTests.wait(for: .down, "GET /flag: status 503, expected 200", of: 8002, on: node)
                try await CheckerTests.waitForTable(false, of: 8002, on: node)
                try topology.workspace.replace("page", with: "page two\n")
                for port in [8003, 8006] {
                    try await CheckerTests.wait(
                        for: .down, "GET /page: status 200, but the body's digest is", of: port, on: node)
                }
                try topology.workspace.write("", to: "flag")
                try topology.workspace.replace("page", with: "page one\n")
                for port in [8002, 8003, 8006] {
                    try await CheckerTests.wait(for: .up, "status 200", of: port, on: node)
                    try await CheckerTests.waitForTable(true, of: port, on: node)
                }

                try await nginx.crash()
                for port in [8001, 8003, 8006, 8009] {
                    try await CheckerTests.wait(for: .down, "connection refused", of: port, on: node)
                    try await CheckerTests.waitForTable(false, of: port, on: node)
                }
                _ = try await start(in: host, of: topology)
                for port in [8001, 8003, 8006, 8009] {
                    try await CheckerTests.wait(for: .up, "", of: port, on: node)
                    try await CheckerTests.waitForTable(true, of: port, on: node)
                }
            }
        }
    }
}
