import Addresses
import ControlMessages
import Deadlines
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("Services that follow a topology")
    struct TopologyTests {
        private static let secondVIP = "192.0.2.140"

        /// A topology with some of the real servers in one cluster.
        private func document(_ servers: [Int], service: String = "shop") -> String {
            let members = servers.map {
                #"{"id":"m\#($0)","address":"10.0.0.1\#($0)","ports":[{"protocol":"tcp","port":80,"proxy":80}]}"#
            }
            return #"{"services":[{"name":"\#(service)","clusters":[{"id":"\#(service)-c1","members":["#
                + members.joined(separator: ",") + "]}]}]}"
        }

        private func block(_ lines: String, vip: String = TwoNodeTopology.virtualAddress) -> String {
            """
            topology {
                service_virtual_ips shop|\(vip)
                lvs_sched rr
                lvs_method NAT
                persistence_timeout 0
                delay_loop 1
                weight 1
                \(lines)
            }

            """
        }

        /// One node that answers for the virtual address, without VRRP.
        private func play(
            realServers: Int = 3, _ scenario: (TwoNodeTopology, SwiftLVSDNode) async throws -> Void
        ) async throws {
            try await Lab.play(realServers: realServers) { topology in
                try await topology.nodes[0].namespace.ip(
                    "address add \(TwoNodeTopology.virtualAddress)/24 dev front",
                    "address add \(TwoNodeTopology.innerGateway)/24 dev back")
                try await scenario(topology, topology.swiftlvsd(on: 0))
            }
        }

        private func servers(_ topology: TwoNodeTopology) async throws -> [String] {
            try await KernelTable.read(in: topology.nodes[0].namespace).weights(of: TwoNodeTopology.serviceName)
                .keys.sorted()
        }

        private func put(_ document: String, to node: SwiftLVSDNode) async throws -> CommandOutput {
            try await Command(
                "curl", "-sS", "--max-time", "20", "--unix-socket", node.socket, "-X", "PUT", "--data-binary", "@-",
                "http://node/v1/topology"
            ).run(input: document)
        }

        private let first = TwoNodeTopology.endpoint(ofServer: 1)
        private let second = TwoNodeTopology.endpoint(ofServer: 2)
        private let third = TwoNodeTopology.endpoint(ofServer: 3)

        @Test("a member that is added serves traffic at once, without a reload, and connections stay")
        func memberAdded() async throws {
            try await play { topology, node in
                let path = try topology.workspace.write(document([1]), to: "topology.json")
                try await node.start(configuration: block("file \(path)"))
                #expect(try await servers(topology) == [first])
                let held = try await topology.start(
                    Command(
                        "bash", "-c", "exec 3<>/dev/tcp/192.0.2.100/80 && sleep 600", in: topology.client),
                    log: "hold.log")
                try await eventually("a connection", within: Lab.patience) {
                    try await topology.establishedConnections(on: topology.nodes[0]) > 0
                }
                let load = try ClientLoad.start(
                    in: topology.client, to: TwoNodeTopology.service, connections: .fresh, pace: .milliseconds(50),
                    timeout: .seconds(5))
                try await eventually("the first member answers", within: Lab.patience) {
                    load.records.contains { (try? $0.outcome.get())?.hasPrefix("rs1") == true }
                }
                let addedAt = MonotonicClock.now
                try topology.workspace.replace("topology.json", with: document([1, 2]))
                try await eventually("the new member answers", within: Lab.patience, every: .milliseconds(10)) {
                    load.records.contains { (try? $0.outcome.get())?.hasPrefix("rs2") == true }
                }
                let records = try await load.stop()
                let answer = try #require(
                    records.first { (try? $0.outcome.get())?.hasPrefix("rs2") == true })
                print("a member added served traffic after \(answer.answeredAt - addedAt)")
                #expect(answer.answeredAt - addedAt < .seconds(1) + Lab.allowance)
                #expect(records.allSatisfy { (try? $0.outcome.get()) != nil })
                #expect(held.isRunning)
                #expect(try await topology.establishedConnections(on: topology.nodes[0]) > 0)
                #expect(try await node.message(StatusMessage.self, at: "/v1/status").generation == 1)

                try topology.workspace.replace("topology.json", with: document([2, 3]))
                try await eventually("the kernel follows", within: Lab.patience) {
                    try await servers(topology) == [second, third]
                }
                try await node.stop()
                #expect(try await KernelTable.read(in: topology.nodes[0].namespace).services.isEmpty)
            }
        }

        @Test("a file that is no topology changes nothing and is told until it is mended")
        func badFile() async throws {
            try await play(realServers: 0) { topology, node in
                let path = topology.workspace.path("topology.json")
                try await node.start(configuration: block("file \(path)"))
                var status = try await node.message(StatusMessage.self, at: "/v1/status")
                #expect(status.problems.map(\.code).contains("topology_refused"))
                try topology.workspace.replace("topology.json", with: document([1]))
                try await eventually("the first topology", within: Lab.patience) {
                    try await servers(topology) == [first]
                }
                try topology.workspace.replace(
                    "topology.json", with: document([1, 2]).replacing("80,", with: "80000,"))
                try await eventually("the problem", within: Lab.patience) {
                    status = try await node.message(StatusMessage.self, at: "/v1/status")
                    return status.problems.contains { $0.message.contains("ports[0].port") }
                }
                #expect(try await servers(topology) == [first])
                try topology.workspace.replace("topology.json", with: document([2]))
                try await eventually("it is mended", within: Lab.patience) {
                    let problems = try await node.message(StatusMessage.self, at: "/v1/status").problems
                    return try await servers(topology) == [second] && problems.isEmpty
                }
                try await node.stop()
            }
        }

        @Test("a topology over the control API is answered with its changes, kept over a restart, and shown")
        func overTheAPI() async throws {
            try await play(realServers: 0) { topology, node in
                try await node.start(configuration: block(""))
                let answer = try await put(document([1, 2]), to: node)
                let message = try MessageCoding.decode(TopologyChangeMessage.self, from: answer.output.utf8)
                #expect(message.applied)
                #expect(message.changes.contains { $0.kind == "real_server" && $0.name.contains("10.0.0.11:80") })
                #expect(try await servers(topology) == [first, second])

                let refused = try await put(document([1, 1]), to: node)
                #expect(refused.output.contains("two members of the id") && refused.output.contains("members[1]"))
                #expect(try await servers(topology) == [first, second])

                try await node.stop()
                try await node.start(configuration: block(""))
                #expect(try await servers(topology) == [first, second])
                let shown = try await node.message(TopologyMessage.self, at: "/v1/topology")
                #expect(shown.services.map(\.name) == ["shop"])
                #expect(shown.services.first?.clusters.map(\.members) == [2])
                #expect(shown.services.first?.virtualIPs == [TwoNodeTopology.virtualAddress])
                let table = try await node.ctl("topology")
                #expect(table.exitCode == 0 && table.output.contains("shop-c1"), "\(table)")

                _ = try await put(document([1], service: "other"), to: node)
                #expect(try await servers(topology).isEmpty)
                let told = try await node.ctl("topology")
                #expect(told.exitCode == 1 && told.output.contains("shop has a virtual IP"), "\(told)")
                let problems = try await node.message(StatusMessage.self, at: "/v1/status").problems
                #expect(problems.contains { $0.message.contains("other has no virtual IP") })
                try await node.stop()
            }
        }

        @Test("a topology that cannot be kept is in force, and the answer says that the next start will not know it")
        func unsaved() async throws {
            try await play(realServers: 0) { topology, node in
                try await node.start(configuration: block(""))
                let kept = topology.workspace.path("\(node.name).state/topology.json")
                _ = try await Command("mkdir", kept).run()
                var answer = try await put(document([1]), to: node)
                var message = try MessageCoding.decode(TopologyChangeMessage.self, from: answer.output.utf8)
                #expect(message.applied)
                #expect(message.warnings.map(\.code) == ["topology_not_saved"])
                #expect(message.warnings.first?.message.contains(kept) == true)
                #expect(try await servers(topology) == [first])
                let problems = try await node.message(StatusMessage.self, at: "/v1/status").problems
                #expect(problems.map(\.code) == ["topology_not_saved"])
                _ = try await Command("rmdir", kept).run()
                answer = try await put(document([2]), to: node)
                message = try MessageCoding.decode(TopologyChangeMessage.self, from: answer.output.utf8)
                #expect(message.warnings.isEmpty)
                #expect(try await node.message(StatusMessage.self, at: "/v1/status").problems.isEmpty)
                try await node.stop()
            }
        }

        @Test("a reload keeps the topology's services, and a virtual_server of the file takes its address from them")
        func withTheFile() async throws {
            try await play(realServers: 0) { topology, node in
                try await node.start(configuration: block(""))
                _ = try await put(document([1]), to: node)
                let own = "virtual_server 192.0.2.100 81 {\nprotocol TCP\nreal_server 10.0.0.13 80 {\n}\n}\n"
                try topology.workspace.replace("lb1.conf", with: block("") + own)
                #expect(try await node.ctl("reload").exitCode == 0)
                #expect(try await servers(topology) == [first])
                #expect(try await KernelTable.read(in: topology.nodes[0].namespace).services.count == 2)
                try topology.workspace.replace("lb1.conf", with: block("") + own.replacing(" 81 ", with: " 80 "))
                #expect(try await node.ctl("reload").exitCode == 0)
                #expect(try await servers(topology) == [third])
                let problems = try await node.message(StatusMessage.self, at: "/v1/status").problems
                #expect(problems.contains { $0.message.contains("virtual_server of the configuration file") })
                try topology.workspace.replace("lb1.conf", with: block(""))
                #expect(try await node.ctl("reload").exitCode == 0)
                #expect(try await servers(topology) == [first])
                try await node.stop()
            }
        }

        @Test("the virtual IPs are the master's excluded addresses: they come and go, and the instance runs on")
        func excludedAddresses() async throws {
            try await Lab.play(realServers: 1) { topology in
                var daemons: [SwiftLVSDNode] = []
                for (index, priority) in [150, 100].enumerated() {
                    let node = topology.swiftlvsd(on: index)
                    let text = NodeConfigurationText(routerName: node.name, priority: priority)
                    try await node.start(
                        configuration: text.vrrpOnly + block("vrrp_instance VI_1", vip: Self.secondVIP))
                    daemons.append(node)
                }
                try await waitForMaster(0, of: topology)
                let capture = try await topology.capture(on: 0)
                for node in daemons { _ = try await put(document([1]), to: node) }
                try await eventually("the master has the virtual IP", within: Lab.patience) {
                    try await topology.nodes[0].namespace.holds(Self.secondVIP, on: "front")
                }
                #expect(try await !topology.nodes[1].namespace.holds(Self.secondVIP, on: "front"))
                let target = Endpoint("\(Self.secondVIP):80")
                let load = try ClientLoad.start(
                    in: topology.client, to: try #require(target), connections: .fresh, pace: .milliseconds(100),
                    timeout: .seconds(5))
                try await eventually("it serves", within: Lab.patience) {
                    load.records.contains { (try? $0.outcome.get())?.hasPrefix("rs1") == true }
                }
                _ = try await load.stop()
                for node in daemons { _ = try await put(document([]), to: node) }
                try await eventually("the virtual IP has left", within: Lab.patience) {
                    try await !topology.nodes[0].namespace.holds(Self.secondVIP, on: "front")
                }
                let instances = try await daemons[0].message(VRRPListMessage.self, at: "/v1/vrrp").instances
                #expect(instances.map(\.state) == [.master])
                #expect(instances.first?.counters.becameMaster == 1)
                let told = Set(try capture.advertisements.flatMap(\.addresses))
                #expect(told.contains(TwoNodeTopology.virtualAddress) && !told.contains(Self.secondVIP))
                for node in daemons { try await node.stop() }
            }
        }
    }
}
