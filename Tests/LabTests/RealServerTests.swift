import ControlMessages
import LabScenario
import Testing

extension Lab {
    @Suite("Real servers that swiftlvsctl prepares")
    struct RealServerTests {
        /// On the real servers' own link: they answer clients there without the load balancer.
        private static let vip = "10.0.0.100"

        private func realServer(
            _ words: String..., on server: NginxServer, of topology: TwoNodeTopology
        ) async throws -> CommandOutput {
            try await Command(
                [Executables.path(of: "swiftlvsctl"), "real-server"] + words
                    + ["--state-file", topology.workspace.path("\(server.name).state.json")],
                in: server.namespace
            ).run()
        }

        private func configuration(_ method: String, servers: [Int]) -> String {
            """
            virtual_server \(Self.vip) 80 {
                lvs_sched rr
                lvs_method \(method)
                protocol TCP
                \(servers.map { "real_server 10.0.0.1\($0) 80 {\n}" }.joined(separator: "\n"))
            }

            """
        }

        /// The first load balancer has the virtual IP; the second one's namespace is the client.
        private func play(
            _ method: String, _ scenario: (TwoNodeTopology, SwiftLVSDNode) async throws -> Void
        ) async throws {
            try await Lab.play(realServers: 2) { topology in
                try await topology.nodes[0].namespace.ip("address add \(Self.vip)/24 dev back")
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration(method, servers: [1, 2]))
                try await scenario(topology, node)
                try await node.stop()
            }
        }

        /// Who answers, asked several times.
        private func answers(
            _ topology: TwoNodeTopology, count: Int = 6, within seconds: Int = 5
        ) async throws -> Set<String> {
            var answers: Set<String> = []
            for _ in 0..<count {
                let output = try await Command(
                    "curl", "-sS", "--max-time", "\(seconds)", "http://\(Self.vip)/", in: topology.nodes[1].namespace
                ).run()
                answers.insert(output.exitCode == 0 ? String(output.output.prefix(3)) : "no answer")
            }
            return answers
        }

        private func forgetNeighbours(_ topology: TwoNodeTopology) async throws {
            try await topology.nodes[1].namespace.ip("neigh flush dev back")
        }

        /// What `real-server` may change, as text.
        private func state(of server: NginxServer) async throws -> String {
            let settings = try await Command(
                "sysctl", "net.ipv4.conf.all.arp_ignore", "net.ipv4.conf.all.arp_announce",
                "net.ipv4.conf.all.rp_filter", in: server.namespace
            ).succeed()
            let links = try await Command("ip", "-oneline", "link", "show", "up", in: server.namespace).succeed()
            let addresses = try await Command("ip", "-oneline", "address", in: server.namespace).succeed()
            // Duplicates of a new link's IPv6 address are looked for a moment longer.
            return settings + links
                + addresses.replacing(" tentative", with: "").split(separator: "\n")
                .map { $0.split(separator: "valid_lft")[0] + "\n" }.joined()
        }

        @Test("direct routing: a server that is prepared serves the virtual IP, and nobody hears of it by ARP")
        func directRouting() async throws {
            try await play("DR") { topology, _ in
                let before = try await state(of: topology.servers[0])
                #expect(try await answers(topology, count: 2, within: 2) == ["no answer"])
                for server in topology.servers {
                    let output = try await realServer("up", "--vip", Self.vip, on: server, of: topology)
                    #expect(output.exitCode == 0, "\(output)")
                }
                try await forgetNeighbours(topology)
                #expect(try await answers(topology) == ["rs1", "rs2"])
                // Asked by everybody on the link, only the load balancer answers.
                let arping = try await Command(
                    "ip", "neigh", "show", Self.vip, in: topology.nodes[1].namespace
                ).succeed()
                let own = try await Command(
                    "cat", "/sys/class/net/back/address", in: topology.nodes[0].namespace
                ).succeed()
                #expect(arping.contains(own.prefix { !$0.isWhitespace }), "\(arping) \(own)")

                let again = try await realServer("up", "--vip", Self.vip, on: topology.servers[0], of: topology)
                #expect(again.exitCode == 0 && !again.output.contains("added"), "\(again)")
                let status = try await realServer("status", on: topology.servers[0], of: topology)
                #expect(status.exitCode == 0 && status.output.contains("ready"), "\(status)")
                for server in topology.servers {
                    let output = try await realServer("down", on: server, of: topology)
                    #expect(output.exitCode == 0, "\(output)")
                }
                let after = try await state(of: topology.servers[0])
                #expect(after == before)
                #expect(try await answers(topology, count: 2, within: 2) == ["no answer"])
                #expect(!topology.workspace.exists("rs1.state.json"))
            }
        }

        @Test("tunnelling: packets out of a tunnel are served, and a strict reverse path does not drop them")
        func tunnelling() async throws {
            try await play("TUN") { topology, _ in
                for server in topology.servers {
                    for interface in ["all", "default"] {
                        try await server.namespace.set("ipv4/conf/\(interface)/rp_filter", to: "1")
                    }
                    let output = try await realServer(
                        "up", "--method", "tunnel", "--vip", "\(Self.vip)|255.255.255.0", on: server, of: topology)
                    #expect(output.exitCode == 0 && output.errors.contains("mask"), "\(output)")
                }
                #expect(try await answers(topology) == ["rs1", "rs2"])
                #expect(try await topology.servers[0].namespace.holds(Self.vip, on: "tunl0"))
                let output = try await realServer("down", "--vip", Self.vip, on: topology.servers[0], of: topology)
                #expect(output.exitCode == 0, "\(output)")
                #expect(try await !topology.servers[0].namespace.holds(Self.vip, on: "tunl0"))
            }
        }

        @Test("virtual IPs and method come from a daemon that is asked for a service")
        func fromDaemon() async throws {
            try await play("DR") { topology, node in
                let server = topology.servers[0]
                let output = try await realServer(
                    "up", "--from", "unix:\(node.socket)", "--service", "tcp/\(Self.vip):80", on: server, of: topology)
                #expect(output.exitCode == 0 && output.output.contains("added \(Self.vip)/32 to lvs-vip"), "\(output)")
                let unknown = try await realServer(
                    "up", "--from", "unix:\(node.socket)", "--service", "nobody", on: server, of: topology)
                #expect(unknown.exitCode == 1 && unknown.errors.contains("nobody"), "\(unknown)")
                let silent = try await realServer(
                    "up", "--from", "unix:/nowhere", "--service", "x", on: server, of: topology)
                #expect(silent.exitCode == 3, "\(silent)")
            }
        }

        @Test("several virtual IPs of both families on lo; one leaves and the others stay")
        func severalOnLoopback() async throws {
            try await Lab.play(realServers: 1) { topology in
                let server = topology.servers[0]
                let up = try await realServer(
                    "up", "--interface", "lo", "--vip", Self.vip, "--vip", "10.0.0.101", "--vip", "2001:db8::40",
                    on: server, of: topology)
                #expect(up.exitCode == 0, "\(up)")
                let down = try await realServer("down", "--vip", Self.vip, on: server, of: topology)
                #expect(down.exitCode == 0, "\(down)")
                let addresses = try await server.namespace.addresses(of: "lo")
                #expect(!addresses.contains(Self.vip))
                #expect(addresses.contains("10.0.0.101") && addresses.contains("2001:db8::40"))
                let blank = try await realServer("up", "--vip", "", on: server, of: topology)
                #expect(blank.exitCode == 0, "\(blank)")
                try await server.namespace.ip("address del 10.0.0.101/32 dev lo")
                let status = try await realServer("status", on: server, of: topology)
                #expect(status.exitCode == 1 && status.output.contains("it is not on lo"), "\(status)")
                let usage = try await realServer("up", on: server, of: topology)
                #expect(usage.exitCode == 2, "\(usage)")
            }
        }
    }
}
