import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("The frames of virtual routers with a MAC address of their own, and of their backups")
    struct VirtualMACFrameTests {
        private static let virtualMAC = "00:00:5e:00:01:33"
        private static let virtualMAC6 = "00:00:5e:00:02:3d"
        private static let globalAddress = "2001:db8::100"
        /// The address that the kernel would make of the virtual MAC address (RFC 4291, appendix A).
        private static let madeOfVirtualMAC = "fe80::200:5eff:fe00:23d"

        private func configuration(
            _ name: String, _ priority: Int, _ lines: String = "use_vmac"
        ) -> NodeConfigurationText {
            var configuration = NodeConfigurationText(routerName: name, priority: priority)
            configuration.instanceLines = lines
            return configuration
        }

        private func ipv6Configuration(_ priority: Int, _ lines: String = "use_vmac") -> String {
            """
            vrrp_instance VI_6 {
                state BACKUP
                interface front
                virtual_router_id 61
                priority \(priority)
                version 3
                \(lines)
                virtual_ipaddress {
                    fe80::6100/64
                    \(Self.globalAddress)/64
                }
            }

            """
        }

        private func state(_ node: SwiftLVSDNode, is state: VRRPStateText) async throws {
            try await eventually("\(node.name) is \(state)", within: Lab.patience) {
                try await node.instance().state == state
            }
        }

        /// What the client's question for an address brings, as captured.
        private func answers(
            to address: String, on client: NetworkNamespace, in capture: PacketCapture
        ) async throws -> [CapturedPacket] {
            try await client.ip("neigh flush all")
            _ = try await client.connect(to: address)
            func all() throws -> [CapturedPacket] {
                try capture.packets.filter {
                    $0.text.contains("Reply \(address) is-at")
                        || $0.text.contains("neighbor advertisement") && $0.text.contains("tgt is \(address),")
                            && $0.destinationMAC != "33:33:00:00:00:01"
                }
            }
            try await eventually("somebody answers for \(address)", within: Lab.patience) { try !all().isEmpty }
            return try all()
        }

        @Test("VR-88: the ARP answer has the virtual MAC in the frame and in the message, and nobody else answers")
        func addressResolution() async throws {
            try await Lab.play { topology in
                let capture = try await topology.captureAtClient()
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration("lb1", 150).vrrpOnly)
                try await state(node, is: .master)
                try await eventually("the address is there", within: Lab.patience) {
                    try await topology.nodes[0].namespace.holds(TwoNodeTopology.virtualAddress, on: "vrrp.51")
                }
                for _ in 0..<3 {
                    let answers = try await answers(
                        to: TwoNodeTopology.virtualAddress, on: topology.client, in: capture)
                    for answer in answers {
                        #expect(answer.sourceMAC == Self.virtualMAC, "\(answer)")
                        #expect(answer.text.contains("is-at \(Self.virtualMAC)"), "\(answer)")
                    }
                }
                // The node's own address stays the parent's.
                let own = try await topology.nodes[0].namespace.hardwareAddress(ofInterface: "front")
                let answers = try await answers(
                    to: topology.nodes[0].frontAddress, on: topology.client, in: capture)
                #expect(answers.allSatisfy { $0.sourceMAC == own && $0.text.contains("is-at \(own)") }, "\(answers)")
            }
        }

        @Test("VR-89: a backup answers neither ARP nor neighbour solicitations", arguments: ["", "use_vmac"])
        func silentBackup(lines: String) async throws {
            try await Lab.play { topology in
                let client = topology.client
                try await client.ip("address add 2001:db8::10/64 dev front nodad")
                let capture = try await topology.captureAtClient(seeing: "arp or icmp6")
                let nodes = [topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1)]
                for (index, priority) in [150, 100].enumerated() {
                    var ipv4 = configuration("lb\(index + 1)", priority, lines)
                    ipv4.advertInterval = "4"
                    ipv4.more = ipv6Configuration(priority, lines + "\nadvert_int 4")
                    try await nodes[index].start(configuration: ipv4.vrrpOnly)
                }
                try await eventually("lb1 is master of both, lb2 backup", within: Lab.patience) {
                    let states = [try await nodes[0].states(), try await nodes[1].states()]
                    return states == [[.master, .master], [.backup, .backup]]
                }
                let backup = try await topology.nodes[1].namespace.hardwareAddress(ofInterface: "front")
                let master = try await topology.nodes[0].namespace.hardwareAddress(ofInterface: "front")
                let expected = lines.isEmpty ? [master, master] : [Self.virtualMAC, Self.virtualMAC6]
                for (address, hardware) in zip([TwoNodeTopology.virtualAddress, Self.globalAddress], expected) {
                    let answers = try await answers(to: address, on: client, in: capture)
                    #expect(answers.allSatisfy { $0.sourceMAC == hardware }, "\(answers)")
                    #expect(answers.allSatisfy { !$0.text.contains(backup) }, "\(answers)")
                }
                // Nor while nobody else does, before it takes over.
                try await topology.nodes[0].namespace.ip("link set front down")
                try await client.ip("neigh flush all")
                for address in [TwoNodeTopology.virtualAddress, Self.globalAddress] {
                    #expect(try await client.connect(to: address) == .unanswered)
                    #expect(try await client.hardwareAddress(of: address) == nil)
                }
                #expect(try await nodes[1].states() == [.backup, .backup])
            }
        }

        @Test("VR-90: frames to the virtual MAC are taken by the master and dropped by the backup")
        func framesToVirtualMAC() async throws {
            try await Lab.play { topology in
                let nodes = [topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1)]
                try await nodes[0].start(configuration: configuration("lb1", 150).vrrpOnly)
                try await state(nodes[0], is: .master)
                try await nodes[1].start(configuration: configuration("lb2", 100).vrrpOnly)
                try await state(nodes[1], is: .backup)
                // Every frame to the virtual MAC goes to the node in question, for an address that the node has.
                for (index, reply) in [ConnectionAttempt.refused, .unanswered].enumerated() {
                    let address = topology.nodes[index].frontAddress
                    try await Command(
                        "bridge", "fdb", "replace", Self.virtualMAC, "dev", topology.frontPort(of: index), "master",
                        "static", "sticky"
                    ).succeed()
                    try await topology.client.ip(
                        "neigh replace \(address) lladdr \(Self.virtualMAC) dev front nud permanent")
                    #expect(try await topology.client.connect(to: address) == reply, "\(nodes[index].name)")
                    try await topology.client.ip("neigh del \(address) dev front")
                    #expect(try await topology.client.connect(to: address) == .refused, "\(nodes[index].name)")
                }
            }
        }

        @Test(
            "VR-80: advertisements leave with the virtual MAC, with vmac_xmit_base with the interface's",
            arguments: [false, true])
        func frameSource(fromBase: Bool) async throws {
            try await Lab.play { topology in
                let capture = try await topology.captureAtClient(seeing: "vrrp or ip6 proto 112")
                let node = topology.swiftlvsd(on: 0)
                let lines = fromBase ? "use_vmac\nvmac_xmit_base" : "use_vmac"
                try await node.start(
                    configuration: configuration("lb1", 150, lines).vrrpOnly + ipv6Configuration(150, lines))
                func advertisements(to group: String) throws -> [CapturedPacket] {
                    try capture.packets.filter { $0.text.contains("> \(group): ") && $0.text.contains("Advertisement") }
                }
                let own = try await topology.nodes[0].namespace.hardwareAddress(ofInterface: "front")
                let expected = ["224.0.0.18": Self.virtualMAC, "ff02::12": Self.virtualMAC6]
                for (group, virtual) in expected.sorted(by: { $0.key < $1.key }) {
                    try await eventually("three advertisements to \(group)", within: Lab.patience) {
                        try advertisements(to: group).count >= 3
                    }
                    for packet in try advertisements(to: group) {
                        #expect(packet.sourceMAC == (fromBase ? own : virtual), "\(packet)")
                    }
                }
            }
        }

        @Test("VR-93: an ICMP redirect about a way through the virtual router comes from its address")
        func redirects() async throws {
            try await Lab.play { topology in
                let (client, router, next) = (topology.client, topology.nodes[0], topology.nodes[1])
                let capture = try await topology.captureAtClient(seeing: "icmp")
                try await client.ip("address add 198.51.100.10/24 dev front")
                try await next.namespace.ip(
                    "address add 198.51.100.9/24 dev front", "address add 203.0.113.1/32 dev lo")
                let node = topology.swiftlvsd(on: 0)
                try await node.start(
                    configuration: """
                        vrrp_instance VI_1 {
                            state BACKUP
                            interface front
                            virtual_router_id 51
                            priority 150
                            use_vmac
                            virtual_ipaddress {
                                198.51.100.100/24
                            }
                            virtual_routes {
                                203.0.113.0/24 via 198.51.100.9
                            }
                        }

                        """)
                try await state(node, is: .master)
                try await client.ip("route add 203.0.113.0/24 via 198.51.100.100")
                try await next.namespace.set("ipv4/conf/all/rp_filter", to: "0")
                try await eventually("the way through the virtual router works", within: Lab.patience) {
                    try await client.connect(to: "203.0.113.1") == .refused
                }
                let redirects = try capture.packets.filter { $0.text.contains("redirect") }
                for packet in redirects { #expect(packet.text.contains("198.51.100.100 > "), "\(packet)") }
                #expect(redirects.allSatisfy { $0.sourceMAC == Self.virtualMAC })
                // The node's own setting decides whether there are any: conf/all is on by default.
                #expect(!redirects.isEmpty, "\(router.name)")
            }
        }

        @Test("VR-95: the link-local address beside a virtual MAC is not made of it, and no two nodes share one")
        func linkLocalAddresses() async throws {
            try await Lab.play { topology in
                let capture = try await topology.captureAtClient(seeing: "ip6 proto 112")
                let nodes = [topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1)]
                var own: [Set<String>] = []
                for (index, priority) in [150, 200].enumerated() {
                    try await nodes[index].start(configuration: ipv6Configuration(priority))
                    try await state(nodes[index], is: .master)
                    let namespace = topology.nodes[index].namespace
                    try await eventually("the addresses are there", within: Lab.patience) {
                        try await namespace.holds(Self.globalAddress, on: "vrrp.61")
                    }
                    let addresses = try await namespace.addresses(of: "vrrp.61")
                    own.append(Set(addresses.filter { $0.hasPrefix("fe80:") && $0 != "fe80::6100" }))
                }
                #expect(own.map(\.count) == [1, 1], "\(own)")
                #expect(own[0].isDisjoint(with: own[1]))
                #expect(own.allSatisfy { !$0.contains(Self.madeOfVirtualMAC) })
                try await state(nodes[0], is: .backup)
                let sources = Set(
                    try capture.packets.compactMap { packet in
                        packet.text.firstMatch(of: /(fe80:\S*) > ff02::12:/).map { String($0.1) }
                    })
                #expect(sources == own[0].union(own[1]))
            }
        }
    }
}

extension SwiftLVSDNode {
    /// The states of all instances, in the order of the file.
    fileprivate func states() async throws -> [VRRPStateText] {
        try await message(VRRPListMessage.self, at: "/v1/vrrp").instances.map(\.state)
    }
}
