import ControlMessages
import Deadlines
import FoundationEssentials
import LabScenario
import Testing

extension Lab {
    @Suite("The control socket, with curl and swiftlvsctl")
    struct ControlSocketTests {
        private var configuration: String {
            var configuration = NodeConfigurationText(routerName: "lb1", priority: 100)
            configuration.more = """
                management_server_group cloud {
                    algorithm roundrobin
                    default_port 8250
                    server 10.1.1.1
                    server 10.1.1.2
                    server 10.1.1.3
                    agent 1 {
                        zone z1
                    }
                    agent 2 {
                        zone z1
                    }
                }

                """
            return configuration.text
        }

        private func play(_ scenario: (TwoNodeTopology, SwiftLVSDNode) async throws -> Void) async throws {
            try await Lab.play(realServers: 3) { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration)
                try await Lab.waitForMaster(0, of: topology)
                try await scenario(topology, node)
            }
        }

        /// The status code and the body of a request.
        private func curl(_ node: SwiftLVSDNode, _ words: String...) async throws -> (status: Int, body: String) {
            let output = try await Command(
                ["curl", "-sS", "--max-time", "10", "--unix-socket", node.socket, "-w", "\n%{http_code}"] + words
            ).succeed()
            let lines = output.split(separator: "\n", omittingEmptySubsequences: false)
            return (Int(lines.last ?? "") ?? 0, lines.dropLast().joined(separator: "\n"))
        }

        @Test("status, instances, services and checks tell what runs")
        func answers() async throws {
            try await play { topology, node in
                let status = try await node.status()
                #expect(status.configuration.file == node.configurationFile)
                #expect(status.counts.vrrpInstances == 1)
                #expect(status.counts.virtualServices == 1)
                #expect(status.counts.realServers == 3)

                let instance = try await node.instance()
                #expect(instance.state == .master)
                #expect(instance.addresses.contains("192.0.2.100/24"))

                try await eventually("every check has passed", within: Lab.patience) {
                    let checks = try await node.message(CheckListMessage.self, at: "/v1/checks").checks
                    return checks.count == 3 && checks.allSatisfy { $0.state == .up }
                }
                let service = try await node.service()
                #expect(service.isInKernel)
                #expect(service.realServers.map(\.address) == ["10.0.0.11", "10.0.0.12", "10.0.0.13"])
            }
        }

        @Test("unknown paths and unknown groups are 404 with an error object")
        func notFound() async throws {
            try await play { _, node in
                for path in ["/v1/nothing", "/v1/management-groups/none", "/v1/management-groups/none/agents/1"] {
                    let answer = try await curl(node, "http://node\(path)")
                    #expect(answer.status == 404, "\(path)")
                    #expect(answer.body.contains(#""error""#), "\(answer.body)")
                }
            }
        }

        @Test("agents get their lists in turn, and one that registers joins them")
        func agents() async throws {
            try await play { _, node in
                func list(_ agent: Int) async throws -> [String] {
                    try await node.message(AgentMessage.self, at: "/v1/management-groups/cloud/agents/\(agent)").servers
                }
                #expect(try await list(1) == ["10.1.1.1", "10.1.1.2", "10.1.1.3"])
                #expect(try await list(2) == ["10.1.1.2", "10.1.1.3", "10.1.1.1"])

                let answer = try await curl(
                    node, "-X", "PUT", "-H", "Content-Type: application/json", "-d", #"{"zone": "z1"}"#,
                    "http://node/v1/management-groups/cloud/agents/3")
                #expect(answer.status == 200, "\(answer.body)")
                let agent = try MessageCoding.decode(AgentMessage.self, from: Array(answer.body.utf8))
                #expect(agent.isKnown)
                #expect(agent.servers == ["10.1.1.3", "10.1.1.1", "10.1.1.2"])
            }
        }

        @Test("a reload over the socket answers with what changed")
        func reload() async throws {
            try await play { topology, node in
                let changed = configuration.replacing("weight 1", with: "weight 3", maxReplacements: 1)
                try topology.workspace.write(changed, to: "lb1.conf")
                let answer = try await curl(node, "-X", "POST", "http://node/v1/reload")
                #expect(answer.status == 200, "\(answer.body)")
                let reload = try MessageCoding.decode(ReloadMessage.self, from: Array(answer.body.utf8))
                #expect(reload.applied)
                #expect(reload.changes.contains { $0.kind == "real_server" && $0.action == .edit }, "\(answer.body)")
            }
        }

        @Test("a reload of a broken file is 422 with its diagnostics")
        func brokenReload() async throws {
            try await play { topology, node in
                try topology.workspace.write("vrrp_instance {\n", to: "lb1.conf")
                let answer = try await curl(node, "-X", "POST", "http://node/v1/reload")
                #expect(answer.status == 422, "\(answer.body)")
                #expect(answer.body.contains(#""diagnostics""#))
            }
        }

        @Test("swiftlvsctl shows the node, and its exit code tells when there is none")
        func operatorsCommand() async throws {
            try await play { _, node in
                let status = try await node.ctl("status")
                #expect(status.exitCode == 0, "\(status.errors)")
                let vrrp = try await node.ctl("--json", "vrrp")
                #expect(vrrp.output.contains(#""VI_1""#), "\(vrrp)")
                let services = try await node.ctl("services")
                #expect(services.output.contains("192.0.2.100:80"))
                try await node.stop()
                #expect(try await node.ctl("status").exitCode == 3)
            }
        }

        @Test("a reload of the configuration that is printed changes nothing, and secrets stay where they are")
        func printedConfiguration() async throws {
            try await play { topology, node in
                let secret = configuration.replacing(
                    "virtual_router_id",
                    with: "authentication {\nauth_type PASS\nauth_pass s3cret\n}\nvirtual_router_id",
                    maxReplacements: 1)
                try topology.workspace.write(secret, to: "lb1.conf")
                #expect(try await node.ctl("reload").exitCode == 0)
                let program = Executables.path(of: "swiftlvsd")
                let printed = try await Command(
                    [program, "--print-config", "text", "--with-secrets", "-f", node.configurationFile]
                ).succeed()
                #expect(printed.contains("        auth_pass s3cret\n"))
                try topology.workspace.write(printed, to: "lb1.conf")
                let answer = try await curl(node, "-X", "POST", "http://node/v1/reload")
                let reload = try MessageCoding.decode(ReloadMessage.self, from: Array(answer.body.utf8))
                #expect(reload.applied && reload.changes.isEmpty, "\(answer.body)")

                let shown = try await node.ctl("config")
                #expect(shown.exitCode == 0, "\(shown.errors)")
                #expect(shown.output == printed.replacing("auth_pass s3cret", with: "auth_pass # not shown"))
                let json = try await node.ctl("--json", "config")
                let message = try MessageCoding.decode(ConfigurationMessage.self, from: Array(json.output.utf8))
                #expect(message.configuration.file == node.configurationFile)
                #expect(message.statements.contains { $0.words == ["vrrp_instance", "VI_1"] })
                #expect(!json.output.contains("s3cret"))
            }
        }

        @Test("forty questions in a row are all answered")
        func manyQuestions() async throws {
            try await play { _, node in
                for _ in 0..<40 {
                    let answer = try await node.ctl("--json", "vrrp")
                    #expect(answer.exitCode == 0, "\(answer)")
                }
            }
        }

        @Test("the socket is for its owner and group, and a killed daemon's socket does not stand in the way")
        func socketFile() async throws {
            try await play { topology, node in
                let attributes = try FileManager.default.attributesOfItem(atPath: node.socket)
                #expect(attributes[.posixPermissions] as? Int == 0o660)
                try await node.crash()
                #expect(topology.workspace.exists("lb1.sock"))
                try await node.start(configuration: configuration)
                #expect(try await node.status().generation >= 1)
            }
        }
    }
}
