import ControlMessages
import LabScenario
import Testing

extension Lab {
    @Suite("Plans of a reload")
    struct PlanTests {
        private let running = """
            virtual_server 192.0.2.100 80 {
                lb_algo rr
                lb_kind NAT
                protocol TCP
                real_server 10.0.0.11 80 {
                    weight 1
                }
                real_server 10.0.0.12 80 {
                    weight 1
                }
            }

            """

        private func play(_ scenario: (TwoNodeTopology, SwiftLVSDNode) async throws -> Void) async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: running)
                let before = try await Lab.savedTable(of: topology.nodes[0].namespace)
                try await scenario(topology, node)
                #expect(try await Lab.savedTable(of: topology.nodes[0].namespace) == before, "a plan changes nothing")
                #expect(try await node.status().generation == 1)
            }
        }

        private func post(_ text: String, to node: SwiftLVSDNode) async throws -> ReloadMessage {
            let output = try await Command(
                "curl", "-sS", "--max-time", "20", "--unix-socket", node.socket, "-H", "Content-Type: text/plain",
                "--data-binary", "@-", "http://node/v1/plan"
            ).run(input: text)
            return try MessageCoding.decode(ReloadMessage.self, from: Array(output.output.utf8))
        }

        @Test("a file with what it includes, wherever it lies, is compared with what runs")
        func command() async throws {
            try await play { topology, node in
                let same = try await node.ctl("plan", node.configurationFile)
                #expect(same.exitCode == 0)
                #expect(same.output == "nothing would change; generation 1 runs\n")

                // Its parts are included from files that include others.
                try topology.workspace.write("include next-*.part\n", to: "next.conf")
                try topology.workspace.write("include inner.part\n", to: "next-1.part")
                try topology.workspace.write(
                    running.replacing("10.0.0.12", with: "10.0.0.13").replacing(
                        "weight 1\n    }\n    r", with: "weight 9\n    }\n    r"),
                    to: "inner.part")
                let plan = try await node.ctl("plan", topology.workspace.path("next.conf"))
                #expect(plan.exitCode == 0, "\(plan.errors)")
                #expect(
                    plan.output == """
                        - real_server 10.0.0.12:80 of TCP 192.0.2.100:80
                            NAT, weight 1
                        ~ real_server 10.0.0.11:80 of TCP 192.0.2.100:80
                            - weight 1
                            + weight 9
                        + real_server 10.0.0.13:80 of TCP 192.0.2.100:80
                            NAT, weight 1
                        1 to add, 1 to edit, 1 to remove; nothing is changed yet, generation 1 runs

                        """)
                // Paths are those of the name that was given, as at a reload, not of what a link leads to.
                try topology.workspace.write("include b.part\n", to: "a.conf")
                try topology.workspace.write(running, to: "b.part")
                let links = topology.workspace.path("links")
                try await Command("mkdir", links).succeed()
                try await Command("ln", "-s", topology.workspace.path("a.conf"), links + "/a.conf").succeed()
                try await Command("ln", "-s", topology.workspace.path("b.part"), links + "/b.part").succeed()
                let linked = try await node.ctl("plan", links + "/a.conf")
                #expect(linked.output == "nothing would change; generation 1 runs\n")
                let strict = try await node.ctl("plan", "--exit-code", topology.workspace.path("next.conf"))
                #expect(strict.exitCode == 1)
            }
        }

        @Test("a file that could not be reloaded is said to be one, with every problem and its place")
        func broken() async throws {
            try await play { topology, node in
                try topology.workspace.write(
                    running.replacing("lb_algo rr", with: "lb_algoo rr").replacing("weight 1", with: "weight x"),
                    to: "next.conf")
                let plan = try await node.ctl("plan", topology.workspace.path("next.conf"))
                #expect(plan.exitCode == 1)
                #expect(plan.output.contains("next.conf:2:5: error: "))
                #expect(plan.output.contains("next.conf:6:16: error: "))
                #expect(plan.output.contains("would not be reloaded: "))
                let none = try await node.ctl("plan", topology.workspace.path("none.conf"))
                #expect(none.exitCode == 1)
                #expect(none.errors.contains("none.conf: No such file or directory"))
            }
        }

        @Test("a text is compared as if it were the running file; it shows no other files of the node")
        func text() async throws {
            try await play { topology, node in
                let plan = try await post(running.replacing("rr", with: "wlc"), to: node)
                #expect(!plan.applied)
                #expect(plan.changes.map(\.name) == ["TCP 192.0.2.100:80"])
                #expect(plan.changes.map(\.before) == ["lvs_sched rr"])
                #expect(plan.changes.map(\.after) == ["lvs_sched wlc"])

                let secret = try await post("include /etc/shadow\n", to: node)
                #expect(secret.error?.code == "includes_missing")
                #expect(secret.missingIncludes == ["/etc/shadow"])
                #expect(secret.diagnostics.isEmpty)
                try topology.workspace.write("global_defs {\nrouter_id secret\n}\n", to: "beside.part")
                let beside = try await post("include beside.part\n", to: node)
                #expect(beside.missingIncludes?.count == 1 && beside.changes.isEmpty)
                #expect(beside.error?.message.contains("have to be sent along") == true)
            }
        }

        @Test("the environment and other topologies are shown to root, and to nobody else who may ask")
        func others() async throws {
            try await play { topology, node in
                let question = """
                    global_defs {
                        router_id a${_ENV PATH}
                    }
                    topology {
                        file /etc/shadow
                        service_virtual_ips php|192.0.2.40
                    }

                    """
                func ask(_ words: String...) async throws -> ReloadMessage {
                    let curl = ["curl", "-sS", "--max-time", "20", "--unix-socket", node.socket, "--data-binary", "@-"]
                    let command = Command(words + curl + ["http://node/v1/plan"])
                    return try MessageCoding.decode(
                        ReloadMessage.self, from: Array(try await command.run(input: question).output.utf8))
                }
                try await Command("chmod", "-R", "a+rwX", topology.workspace.path("")).succeed()
                let root = try await ask()
                #expect(root.changes.contains { $0.after?.contains("/bin") == true }, "\(root)")
                #expect(root.diagnostics.contains { $0.message.contains("no service of a topology") }, "\(root)")
                let other = try await ask("setpriv", "--reuid=65534", "--regid=65534", "--clear-groups")
                #expect(!other.changes.contains { $0.after?.contains("/bin") == true }, "\(other)")
                let messages = other.diagnostics.map(\.message)
                #expect(messages.contains { $0.contains("'${_ENV PATH}' stands for nothing here") }, "\(other)")
                #expect(messages.contains { $0.contains("/etc/shadow is not looked at") }, "\(other)")
            }
        }

        @Test("what a plan shows is what the reload answers")
        func foretold() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: running)
                let next = running.replacing("10.0.0.12", with: "10.0.0.13").replacing(
                    "lb_algo rr", with: "lb_algo wlc")
                let plan = try await post(next, to: node)
                try topology.workspace.replace("lb1.conf", with: next)
                let output = try await node.ctl("--json", "reload")
                let reload = try MessageCoding.decode(ReloadMessage.self, from: Array(output.output.utf8))
                #expect(reload.applied)
                #expect(plan.changes == reload.changes)
                #expect(plan.changes.count == 3)
            }
        }
    }
}
