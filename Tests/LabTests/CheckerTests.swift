import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Each checker against a real server: it passes, fails for the right reason, and recovers")
    struct CheckerTests {
        static let server = "192.0.2.30"

        /// A virtual service on a port of its own with one real server and one check.
        static func service(
            _ port: Int, to target: String, _ check: String, protocolName: String = "TCP"
        ) -> String {
            """
            virtual_server 192.0.2.100 \(port) {
                lb_algo rr
                lb_kind NAT
                protocol \(protocolName)
                delay_loop 1
                connect_timeout 2
                warmup 0
                real_server \(target) {
                    \(check)
                }
            }

            """
        }

        /// Waits until the check of the service on a port says this for this reason.
        static func wait(
            for state: CheckStateText, _ reason: String, of port: Int, on node: SwiftLVSDNode
        ) async throws {
            var last = "no such check"
            do {
                try await eventually("check of \(port) is \(state.rawValue): \(reason)", within: Lab.patience) {
                    let checks = try await node.message(CheckListMessage.self, at: "/v1/checks").checks
                    guard let check = checks.first(where: { $0.service.hasSuffix(":\(port)") }) else { return false }
                    last = "\(check.state.rawValue): \(check.last?.result ?? "no result")"
                    return check.state == state && (check.last?.result.contains(reason) ?? false)
                }
            } catch {
                throw OtherVerdict(wanted: "\(error)", last: last)
            }
        }

        private struct OtherVerdict: Error, CustomStringConvertible {
            let wanted: String
            let last: String

            var description: String { "\(wanted); the last one was \(last)" }
        }

        /// Whether the real server of the service on a port is in the kernel's table.
        static func waitForTable(_ isThere: Bool, of port: Int, on node: SwiftLVSDNode) async throws {
            try await eventually("the server of \(port) is \(isThere ? "" : "not ")in the table", within: Lab.patience)
            {
                let lines = try await Lab.savedTable(of: node.namespace)
                return lines.contains { $0.hasPrefix("-a") && $0.contains(":\(port) -r ") } == isThere
            }
        }

        @Test("SMTP_CHECK: a greeting, HELO and QUIT; a busy server, one that refuses HELO, a mute one, and none")
        func mail() async throws {
            try await Lab.play { topology in
                let host = try await topology.host("srv", numbers: [30])
                let mail = try await MailServer.start(in: host, port: 25)
                let node = topology.swiftlvsd(on: 0)
                try await node.start(
                    configuration: Self.service(
                        25, to: "\(Self.server) 25", "SMTP_CHECK {\nretry 0\nhelo_name lb.example.org\n}"))
                try await Self.wait(for: .up, "answered HELO", of: 25, on: node)
                mail.become(.busy)
                try await Self.wait(for: .down, "421 too busy", of: 25, on: node)
                try await Self.waitForTable(false, of: 25, on: node)
                mail.become(.choosy)
                try await Self.wait(for: .down, "550 not you", of: 25, on: node)
                mail.become(.mute)
                try await Self.wait(for: .down, "no answer", of: 25, on: node)
                mail.become(.healthy)
                try await Self.wait(for: .up, "answered HELO", of: 25, on: node)
                try await Self.waitForTable(true, of: 25, on: node)
                mail.stop()
                try await Self.wait(for: .down, "connection refused", of: 25, on: node)
            }
        }

        @Test("DNS_CHECK against Debian's dnsmasq: an answer, a name that does not exist, and no server")
        func names() async throws {
            try await Lab.play { topology in
                let host = try await topology.host("srv", numbers: [30])
                let start = {
                    try await topology.start(
                        Command(
                            "dnsmasq", "--keep-in-foreground", "--conf-file=/dev/null", "--no-resolv", "--no-hosts",
                            "--pid-file=", "--user=root", "--log-facility=-", "--local=/example.org/",
                            "--host-record=www.example.org,192.0.2.7,2001:db8::7",
                            "--mx-host=example.org,mail.example.org,10", in: host),
                        log: "dnsmasq.log")
                }
                let server = try await start()
                let node = topology.swiftlvsd(on: 0)
                func question(_ port: Int, _ type: String, _ name: String) -> String {
                    Self.service(
                        port, to: "\(Self.server) 53", "DNS_CHECK {\nretry 0\ntype \(type)\nname \(name)\n}",
                        protocolName: "UDP")
                }
                try await node.start(
                    configuration: question(1053, "A", "www.example.org") + question(1054, "AAAA", "www.example.org")
                        + question(1055, "MX", "example.org") + question(1056, "A", "nowhere.example.org")
                        + question(1057, "A", "www.example.net"))
                for port in 1053...1055 { try await Self.wait(for: .up, "answered", of: port, on: node) }
                try await Self.wait(for: .down, "no such name (rcode 3)", of: 1056, on: node)
                try await Self.wait(for: .down, "refused (rcode 5)", of: 1057, on: node)
                try await Self.waitForTable(false, of: 1056, on: node)
                try await server.stop()
                try await Self.wait(for: .down, "connection refused", of: 1053, on: node)
                _ = try await start()
                try await Self.wait(for: .up, "answered", of: 1053, on: node)
                try await Self.waitForTable(true, of: 1053, on: node)
            }
        }

        @Test("UDP_CHECK against an echo: with and without the reply that is required, and a closed port")
        func datagrams() async throws {
            try await Lab.play { topology in
                let host = try await topology.host("srv", numbers: [30])
                let echo = try await DatagramEcho.start(in: host, port: 7)
                let node = topology.swiftlvsd(on: 0)
                func check(_ port: Int, _ lines: String) -> String {
                    Self.service(
                        port, to: "\(Self.server) 7", "UDP_CHECK {\nretry 0\nconnect_timeout 1\n\(lines)\n}",
                        protocolName: "UDP")
                }
                try await node.start(
                    configuration: check(2001, "") + check(2002, "payload 01 02\nrequire_reply 0x 02")
                        + check(2003, "payload 01 02\nrequire_reply ab")
                        + check(2004, "payload 01 02\nrequire_reply\nmin_reply_length 3"))
                try await Self.wait(for: .up, "", of: 2001, on: node)
                try await Self.wait(for: .up, "answered", of: 2002, on: node)
                try await Self.wait(for: .down, "the reply is not the one that is required", of: 2003, on: node)
                try await Self.wait(for: .down, "a reply of 2 bytes, expected 3 to 255", of: 2004, on: node)
                echo.stop()
                try await Self.wait(for: .down, "connection refused", of: 2001, on: node)
                try await Self.wait(for: .down, "connection refused", of: 2002, on: node)
                try await Self.waitForTable(false, of: 2002, on: node)
                let other = try await DatagramEcho.start(in: host, port: 7)
                try await Self.wait(for: .up, "", of: 2001, on: node)
                try await Self.wait(for: .up, "answered", of: 2002, on: node)
                other.stop()
            }
        }

        @Test("PING_CHECK over IPv4 and IPv6: an echo, an address that is gone and comes back")
        func echoes() async throws {
            try await Lab.play { topology in
                let host = try await topology.host("srv", numbers: [30, 31])
                try await host.ip("address add fd00::30/64 dev front nodad", "address add fd00::31/64 dev front nodad")
                try await topology.nodes[0].namespace.ip("address add fd00::1/64 dev front nodad")
                let node = topology.swiftlvsd(on: 0)
                let check = "PING_CHECK {\nretry 0\nconnect_timeout 1\n}"
                let six = Self.service(3002, to: "fd00::31 80", check).replacing("192.0.2.100", with: "fd00::100")
                try await node.start(configuration: Self.service(3001, to: "192.0.2.31 80", check) + six)
                try await Self.wait(for: .up, "answered", of: 3001, on: node)
                try await Self.wait(for: .up, "answered", of: 3002, on: node)
                try await host.ip("address delete 192.0.2.31/24 dev front", "address delete fd00::31/64 dev front")
                try await Self.wait(for: .down, "no ", of: 3001, on: node)
                try await Self.wait(for: .down, "no ", of: 3002, on: node)
                try await Self.waitForTable(false, of: 3001, on: node)
                try await host.ip(
                    "address add 192.0.2.31/24 dev front", "address add fd00::31/64 dev front nodad")
                try await Self.wait(for: .up, "answered", of: 3001, on: node)
                try await Self.wait(for: .up, "answered", of: 3002, on: node)
                try await Self.waitForTable(true, of: 3001, on: node)
            }
        }
    }
}
