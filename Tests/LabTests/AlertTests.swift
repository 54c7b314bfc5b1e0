import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("Services and instances are told by scripts and by mail")
    struct AlertTests {
        private static let mailServer = "192.0.2.10"

        /// A mail server on the client, and the lines that have it used.
        private func globals(_ port: UInt16, _ more: String = "") -> String {
            """
            global_defs {
                script_user root
                enable_script_security
                notification_email {
                    ops@example.org
                    night@example.org
                }
                notification_email_from lb1@example.org
                smtp_server \(Self.mailServer) \(port)
                smtp_connect_timeout 3
                smtp_alert
                \(more)
            }

            """
        }

        /// A script that writes its arguments down.
        private func script(in workspace: Workspace) async throws -> String {
            try workspace.write("", to: "calls")
            try workspace.write("#!/bin/sh\necho \"$*\" >> \(workspace.path("calls"))\n", to: "told")
            try await Command("chmod", "755", workspace.path("told")).succeed()
            return workspace.path("told")
        }

        @Test("a server that dies and an instance that becomes master are told by mail, with keepalived's subjects")
        func mail() async throws {
            try await Lab.play(realServers: 2) { topology in
                let server = try await ScriptedMailServer.start(on: [192, 0, 2, 10], in: topology.client) { line in
                    // One of two recipients is refused: the other gets everything.
                    line.contains("<night@example.org>") ? "550 no such user\r\n" : ScriptedMailServer.kind(line)
                }
                var text = NodeConfigurationText(routerName: "lb1", priority: 150)
                text.realServers = [1: 1, 2: 1]
                text.check = "TCP_CHECK {\nconnect_timeout 1\nretry 0\n}"
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: globals(server.port) + text.text)
                let service = "[192.0.2.100]:tcp:80"
                func subject(_ text: String) -> String { "[lb1] \(text)" }
                func wait(for subject: String, times: Int = 1) async throws {
                    try await eventually("mail: \(subject)", within: Lab.patience) {
                        server.subjects.count { $0 == subject } == times
                    }
                }
                try await wait(for: subject("Virtualserver \(service) - UP"))
                try await wait(for: subject("VRRP Instance VI_1 - Entering MASTER state"))
                for number in 1...2 {
                    try await topology.servers[number - 1].crash()
                    try await wait(
                        for: subject("Realserver [10.0.0.1\(number)]:tcp:80 of virtual server \(service) - DOWN"))
                }
                try await wait(for: subject("Virtualserver \(service) - DOWN"))
                try await topology.servers[0].start()
                try await wait(for: subject("Realserver [10.0.0.11]:tcp:80 of virtual server \(service) - UP"))
                try await wait(for: subject("Virtualserver \(service) - UP"), times: 2)
                #expect(server.lines.contains("RCPT TO:<ops@example.org>"))
                #expect(server.mails.allSatisfy { $0.contains("\r\nFrom: lb1@example.org\r\n") })
                #expect(try await node.control("/v1/status").contains("mail_refused"))
                try await node.stop()
            }
        }

        @Test("a mail server that is not there is one problem and holds up nobody; what was told meanwhile comes later")
        func withoutServer() async throws {
            try await Lab.play { topology in
                var text = NodeConfigurationText(routerName: "lb1", priority: 150)
                text.instanceLines = "smtp_alert"
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: globals(2_525) + text.vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                try await eventually("the problem is told", within: Lab.patience) {
                    try await node.control("/v1/status").contains("mail_failed")
                }
                let server = try await ScriptedMailServer.start(on: [192, 0, 2, 10], port: 2_525, in: topology.client)
                try await eventually("the mail has come", within: Lab.patience) {
                    server.subjects.contains("[lb1] VRRP Instance VI_1 - Entering MASTER state")
                }
                #expect(server.subjects.first == "[lb1] VRRP Instance VI_1 - Entering BACKUP state")
                try await eventually("the problem is settled", within: Lab.patience) {
                    try await !node.control("/v1/status").contains("mail_failed")
                }
                try await node.stop()
            }
        }

        @Test("notify_up, notify_down and the quorum's scripts, from the start over a reload to the stop with omega")
        func scripts() async throws {
            try await Lab.play(realServers: 2) { topology in
                let workspace = topology.workspace
                let told = try await script(in: workspace)
                func text(_ numbers: [Int]) -> String {
                    let servers = numbers.map { number in
                        """
                            real_server 10.0.0.1\(number) 80 {
                                notify_up "\(told) up \(number)"
                                notify_down "\(told) down \(number)"
                                TCP_CHECK {
                                    connect_timeout 1
                                    retry 0
                                }
                            }

                        """
                    }
                    return """
                        global_defs {
                            script_user root
                            enable_script_security
                            rs_init_notifies
                        }
                        virtual_server 192.0.2.100 80 {
                            delay_loop 1
                            lb_algo rr
                            lb_kind NAT
                            protocol TCP
                            omega
                            quorum_up "\(told) quorum up"
                            quorum_down "\(told) quorum down"
                        \(servers.joined())}

                        """
                }
                func calls() throws -> [String] { try workspace.read("calls").split(separator: "\n").map(String.init) }
                func wait(for expected: [String], after known: Int) async throws {
                    try await eventually("told: \(expected)", within: Lab.patience) {
                        try calls().dropFirst(known).sorted() == expected.sorted()
                    }
                }
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: text([1, 2]))
                try await wait(for: ["up 1", "up 2", "quorum up"], after: 0)
                try await topology.servers[0].crash()
                try await wait(for: ["down 1"], after: 3)
                try await topology.servers[1].crash()
                try await wait(for: ["down 2", "quorum down"], after: 4)
                try await topology.servers[0].start()
                try await wait(for: ["up 1", "quorum up"], after: 6)
                try await topology.servers[1].start()
                try await wait(for: ["up 2"], after: 8)
                try workspace.write(text([1]), to: "\(node.name).conf")
                node.send(SIGHUP)
                try await wait(for: ["down 2"], after: 9)
                try await node.stop()
                try await wait(for: ["down 1", "quorum down"], after: 10)
            }
        }
    }
}
