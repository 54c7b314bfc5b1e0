import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    /// Runs on any kernel whose nf_tables has tables of family inet, `lab/run --net` on a host without ip_vs; Debian's
    /// User-Mode Linux has none, and shows what becomes of an instance there.
    @Suite("Virtual addresses that accept no packets")
    struct AcceptModeTests {
        private static let filter = ConditionTrait.enabled("the kernel has nf_tables with family inet") {
            try await hasFilter()
        }

        private static func hasFilter() async throws -> Bool {
            try await Command("nft", "--check", "add table inet probe").run().exitCode == 0
        }

        private static let globalAddress = "2001:db8::100"
        private static let linkLocalAddress = "fe80::6100"
        private static let ipv6Instance = """
            vrrp_instance VI_6 {
                state BACKUP
                interface front
                virtual_router_id 61
                priority 150
                version 3
                no_accept
                virtual_ipaddress {
                    \(linkLocalAddress)/64
                    \(globalAddress)/64
                }
            }

            """

        private func configuration(
            _ lines: String = "no_accept", globals: String = "", more: String = ""
        ) -> NodeConfigurationText {
            var configuration = NodeConfigurationText(routerName: "lb1", priority: 150)
            configuration.instanceLines = lines
            configuration.more = more + "global_defs {\n\(globals)\n}\n"
            return configuration
        }

        @discardableResult
        private func nft(_ words: String, in namespace: NetworkNamespace) async throws -> String {
            try await Command(["nft"] + words.split(separator: " ").map(String.init), in: namespace).succeed()
        }

        private func state(_ node: SwiftLVSDNode, is state: VRRPStateText) async throws {
            try await eventually("\(node.name) is \(state)", within: Lab.patience) {
                let instances = try await node.message(VRRPListMessage.self, at: "/v1/vrrp").instances
                return instances.allSatisfy { $0.state == state }
            }
        }

        @Test(
            "VR-91: a master with no_accept takes no packets to its addresses, and is found by ARP all the same", filter
        )
        func ipv4() async throws {
            try await Lab.play { topology in
                let (node, namespace) = (topology.swiftlvsd(on: 0), topology.nodes[0].namespace)
                try await node.start(configuration: configuration(globals: "nftables_counters").vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                #expect(try await topology.client.connect(to: TwoNodeTopology.virtualAddress) == .unanswered)
                #expect(try await topology.client.hardwareAddress(of: TwoNodeTopology.virtualAddress) != nil)
                #expect(try await topology.client.connect(to: topology.nodes[0].frontAddress) == .refused)
                let table = try await nft("list table inet swiftlvsd", in: namespace)
                #expect(table.contains("elements = { 10.0.0.254, 192.0.2.100 }"), "\(table)")
                #expect(table.contains("type filter hook input priority filter - 1; policy accept;"), "\(table)")
                let counted = table.firstMatch(of: /ip daddr @vips counter packets (\d+)/).flatMap { Int($0.1) }
                #expect(counted.map { $0 > 0 } == true, "\(table)")

                let peer = topology.swiftlvsd(on: 1)
                try await peer.start(configuration: NodeConfigurationText(routerName: "lb2", priority: 200).vrrpOnly)
                try await eventually("nothing is closed", within: Lab.patience) {
                    try await !nft("list table inet swiftlvsd", in: namespace).contains("elements")
                }
                try await Lab.waitForMaster(1, of: topology)
                #expect(try await topology.client.connect(to: TwoNodeTopology.virtualAddress) == .refused)
                try await node.stop()
                #expect(try await nft("list tables", in: namespace).isEmpty)
            }
        }

        @Test(
            "VR-91: with IPv6, too, but neighbour discovery passes, and a link-local address is meant on its link",
            filter)
        func ipv6() async throws {
            try await Lab.play { topology in
                let (node, namespace) = (topology.swiftlvsd(on: 0), topology.nodes[0].namespace)
                let client = topology.client
                try await client.ip("address add 2001:db8::10/64 dev front nodad")
                try await namespace.ip("address add 2001:db8::1/64 dev front nodad")
                try await node.start(configuration: configuration("accept", more: Self.ipv6Instance).vrrpOnly)
                try await state(node, is: .master)
                for address in [Self.globalAddress, Self.linkLocalAddress] {
                    try await eventually("\(address) is there", within: Lab.patience) {
                        try await namespace.holds(address, on: "front")
                    }
                }
                // Past the client's own duplicate address detection.
                try await eventually("the node's own address answers", within: Lab.patience) {
                    try await client.connect(to: "2001:db8::1") == .refused
                }
                let hardware = try await namespace.hardwareAddress(ofInterface: "front")
                for address in [Self.globalAddress, Self.linkLocalAddress] {
                    let scope = address == Self.linkLocalAddress ? "%front" : ""
                    try await client.ip("neigh flush all")
                    #expect(try await client.connect(to: address + scope) == .unanswered, "\(address)")
                    #expect(try await client.hardwareAddress(of: address) == hardware, "\(address)")
                }
                let table = try await nft("list table inet swiftlvsd", in: namespace)
                #expect(table.contains("elements = { 2001:db8::100 }"), "\(table)")
                #expect(table.contains(#"elements = { fe80::6100 . "front" }"#), "\(table)")
                #expect(try await client.connect(to: TwoNodeTopology.virtualAddress) == .refused)
                try await node.stop()
                #expect(try await nft("list tables", in: namespace).isEmpty)
            }
        }

        @Test(
            "VR-91: packets of a virtual service are dropped before IPVS, with a warning, unless the priority is behind it",
            filter, .enabled("the kernel has IPVS, too") { (try? ThreadFile.read("/proc/net/ip_vs")) != nil },
            arguments: [false, true])
        func service(isBehind: Bool) async throws {
            try await Lab.play(realServers: 1) { topology in
                let node = topology.swiftlvsd(on: 0)
                var configuration = configuration(globals: isBehind ? "nftables_priority 100" : "")
                configuration.realServers = [1: 1]
                try await node.start(configuration: configuration.text)
                try await Lab.waitForMaster(0, of: topology)
                try await eventually("the server is in the table", within: Lab.patience) {
                    try await Lab.savedTable(of: topology.nodes[0].namespace).contains { $0.contains("10.0.0.11:80") }
                }
                let reply = try await topology.client.connect(to: TwoNodeTopology.virtualAddress, port: 80)
                #expect(reply == (isBehind ? .accepted : .unanswered))
                #expect(try await topology.client.connect(to: TwoNodeTopology.virtualAddress) == .unanswered)
                #expect(try node.log.contains("dropped before IPVS") == !isBehind)
            }
        }

        @Test(
            "what a crashed predecessor closed stays closed while it is there, and opens where it is accepted now",
            filter)
        func leftovers() async throws {
            try await Lab.play { topology in
                let (node, namespace) = (topology.swiftlvsd(on: 0), topology.nodes[0].namespace)
                let closed = "elements = { 10.0.0.254, 192.0.2.100 }"
                try await node.start(configuration: configuration("no_accept\nadvert_int 4\nvip_lifetime 60").vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                try await node.crash()
                #expect(try await nft("list table inet swiftlvsd", in: namespace).contains(closed))
                try await nft("add element inet swiftlvsd vips { 192.0.2.77 }", in: namespace)
                try await node.start(configuration: configuration("no_accept\nadvert_int 4\nvip_lifetime 60").vrrpOnly)
                #expect(try await node.instance().state == .backup)
                #expect(try await nft("list table inet swiftlvsd", in: namespace).contains(closed))
                try await Lab.waitForMaster(0, of: topology)
                try await node.crash()
                try await node.start(configuration: configuration("accept\nvip_lifetime 60").vrrpOnly)
                try await state(node, is: .master)
                #expect(try await nft("list tables", in: namespace).isEmpty)
                #expect(try await topology.client.connect(to: TwoNodeTopology.virtualAddress) == .refused)
            }
        }

        @Test("a reload switches accept mode of a master, and moves the table to another name", filter)
        func reload() async throws {
            try await Lab.play { topology in
                let (node, namespace) = (topology.swiftlvsd(on: 0), topology.nodes[0].namespace)
                try await node.start(configuration: configuration("accept").vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                #expect(try await nft("list tables", in: namespace).isEmpty)
                try topology.workspace.write(configuration("no_accept").vrrpOnly, to: "lb1.conf")
                #expect(try await node.ctl("reload").exitCode == 0)
                try await eventually("it is closed", within: Lab.patience) {
                    try await nft("list tables", in: namespace) == "table inet swiftlvsd\n"
                }
                #expect(try await topology.client.connect(to: TwoNodeTopology.virtualAddress) == .unanswered)
                try topology.workspace.write(
                    configuration("no_accept", globals: "nftables other\nnftables_priority 10").vrrpOnly, to: "lb1.conf"
                )
                #expect(try await node.ctl("reload").exitCode == 0)
                try await eventually("the table has another name", within: Lab.patience) {
                    try await nft("list tables", in: namespace) == "table inet other\n"
                }
                let table = try await nft("list table inet other", in: namespace)
                #expect(table.contains("192.0.2.100") && table.contains("priority filter + 10"), "\(table)")
                try topology.workspace.write(configuration("accept").vrrpOnly, to: "lb1.conf")
                #expect(try await node.ctl("reload").exitCode == 0)
                try await eventually("it is open", within: Lab.patience) {
                    try await topology.client.connect(to: TwoNodeTopology.virtualAddress) == .refused
                }
                #expect(try await node.instance().state == .master)
            }
        }

        @Test(
            "F25: a table that somebody flushes or empties is made anew", filter,
            arguments: [
                "flush ruleset", "delete table inet swiftlvsd", "flush set inet swiftlvsd vips",
                "flush chain inet swiftlvsd input",
            ])
        func putBack(loss: String) async throws {
            try await Lab.play { topology in
                let (node, namespace) = (topology.swiftlvsd(on: 0), topology.nodes[0].namespace)
                try await node.start(configuration: configuration().vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                let before = try await nft("list ruleset", in: namespace)
                try await nft(loss, in: namespace)
                try await eventually("back after \(loss)", within: Lab.patience) {
                    try await nft("list ruleset", in: namespace) == before
                }
                #expect(try node.log.contains("made table inet swiftlvsd anew"))
            }
        }

        @Test("a table that is not ours stays as it is, and the status says that nothing is closed", filter)
        func foreignTable() async throws {
            try await Lab.play { topology in
                let (node, namespace) = (topology.swiftlvsd(on: 0), topology.nodes[0].namespace)
                try await nft("add table inet site", in: namespace)
                try await nft("add chain inet site theirs", in: namespace)
                try await node.start(configuration: configuration(globals: "nftables site").vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                let problem = try #require(try await node.status().problems.first { $0.code == "no_accept" })
                #expect(problem.message.contains("table inet site") && problem.message.contains("not swiftlvsd's"))
                #expect(problem.location == "vrrp_instance VI_1")
                try await node.stop()
                #expect(try await nft("list ruleset", in: namespace).contains("chain theirs"))
            }
        }

        @Test(
            "VR-91: without nf_tables an instance is master all the same, and the status says what is open",
            .enabled("the kernel has no nf_tables with family inet") { try await !hasFilter() })
        func missingFilter() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration().vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                let problem = try #require(try await node.status().problems.first { $0.code == "no_accept" })
                #expect(problem.message.contains("modprobe nf_tables"), "\(problem.message)")
                #expect(problem.message.contains("accepted in spite of no_accept"))
                #expect(try await topology.client.connect(to: TwoNodeTopology.virtualAddress) == .refused)
                try topology.workspace.write(configuration("accept").vrrpOnly, to: "lb1.conf")
                #expect(try await node.ctl("reload").exitCode == 0)
                try await eventually("nothing is wrong with accept", within: Lab.patience) {
                    try await node.status().problems.isEmpty
                }
                #expect(try await node.instance().state == .master)
                try await node.stop()
            }
        }
    }
}
