import ControlMessages
import Deadlines
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("Interfaces that are made, go, and come back")
    struct VirtualInterfaceTests {
        private func configuration(_ lines: String = "", more: String = "") -> NodeConfigurationText {
            var configuration = NodeConfigurationText(routerName: "lb1", priority: 150)
            configuration.instanceLines = lines
            configuration.more = more
            return configuration
        }

        private func ip(_ namespace: NetworkNamespace, _ words: String) async throws -> String {
            try await Command(
                ["ip", "-netns", namespace.name] + words.split(separator: " ").map(String.init)
            ).run().output
        }

        private func state(_ node: SwiftLVSDNode, is state: VRRPStateText) async throws {
            try await eventually("\(node.name) is \(state)", within: Lab.patience) {
                try await node.instance().state == state
            }
        }

        @Test("F22: routes and rules that somebody else takes away are put back")
        func routesPutBack() async throws {
            try await Lab.play { topology in
                let lines = """
                    virtual_routes {
                            10.20.0.0/16 via 192.0.2.9 src 192.0.2.100
                            10.21.0.0/16 via 192.0.2.9 dev front table 100
                        }
                        virtual_rules {
                            from 192.0.2.100 table 100 preference 400
                        }
                    """
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration(lines).vrrpOnly)
                let namespace = topology.nodes[0].namespace
                func all() async throws -> Bool {
                    let main = try await ip(namespace, "route show 10.20.0.0/16").contains("192.0.2.100")
                    let other = try await ip(namespace, "route show table 100").contains("10.21.0.0/16")
                    let rules = try await ip(namespace, "rule show").split(separator: "\n").count {
                        $0.hasPrefix("400:")
                    }
                    return main && other && rules == 1
                }
                try await eventually("routes and rules are there", within: Lab.patience) { try await all() }
                for loss in [
                    "route del 10.20.0.0/16", "route del 10.21.0.0/16 table 100", "rule del preference 400",
                    // The kernel takes the route with this source along.
                    "address del 192.0.2.100/24 dev front",
                ] {
                    try await namespace.ip(loss)
                    try await eventually("back after \(loss)", within: Lab.patience) { try await all() }
                }
                #expect(try await node.instance().transitions.last?.to == .master)
                try await node.stop()
                #expect(try await !ip(namespace, "route show table 100").contains("10.21"))
                #expect(try await !ip(namespace, "rule show").contains("400:"))
            }
        }

        @Test("F18: an interface that is renamed or made anew is FAULT, and its return under any index ends it")
        func comesAndGoes() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration().vrrpOnly)
                try await state(node, is: .master)
                let namespace = topology.nodes[0].namespace
                try await namespace.ip("link set front down", "link set front name other", "link set other up")
                try await state(node, is: .fault)
                #expect(try await !namespace.addresses(of: "other").contains(TwoNodeTopology.virtualAddress))
                try await namespace.ip("link set other down", "link set other name front", "link set front up")
                try await state(node, is: .master)

                try await namespace.ip("link del front")
                try await state(node, is: .fault)
                try await namespace.ip(
                    "link add front type veth peer name beyond", "address add 192.0.2.1/24 dev front",
                    "link set beyond up", "link set front up")
                try await state(node, is: .master)
                #expect(try await namespace.holds(TwoNodeTopology.virtualAddress, on: "front"))
            }
        }

        @Test("VR-87: with use_vmac the addresses are on a macvlan with the virtual MAC")
        func virtualMAC() async throws {
            try await Lab.play { topology in
                let capture = try await topology.capture(on: 1)
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration("use_vmac").vrrpOnly)
                try await state(node, is: .master)
                let namespace = topology.nodes[0].namespace
                let link = try await ip(namespace, "-details link show dev vrrp.51")
                #expect(link.contains("00:00:5e:00:01:33") && link.contains("mode private") && link.contains("UP"))
                try await eventually("the address is on it", within: Lab.patience) {
                    try await ip(namespace, "address show dev vrrp.51").contains("192.0.2.100/24")
                }
                let settings = try await namespace.onThread("sysctl") {
                    try [
                        "vrrp.51/arp_ignore", "vrrp.51/accept_local", "vrrp.51/send_redirects", "front/arp_ignore",
                        "front/arp_filter",
                    ]
                    .map { try ThreadFile.read("/proc/sys/net/ipv4/conf/\($0)").first.map(String.init) ?? "" }
                }
                #expect(settings == ["1", "1", "0", "1", "1"])
                try await topology.client.ip("neigh flush all")
                // Whatever the answer, ARP comes first.
                _ = try await Command(
                    "timeout", "3", "bash", "-c", "</dev/tcp/\(TwoNodeTopology.virtualAddress)/9", in: topology.client
                ).run()
                #expect(try await ip(topology.client, "neigh show 192.0.2.100").contains("00:00:5e:00:01:33"))
                try await eventually("advertisements arrive", within: Lab.patience) {
                    try capture.advertisements(from: topology.nodes[0]).count > 2
                }
                try await node.stop()
                #expect(try await ip(namespace, "link show dev vrrp.51").isEmpty)
            }
        }

        @Test("a backup's interface with the virtual MAC is off; a crashed predecessor's is taken over")
        func virtualMACOfBackup() async throws {
            try await Lab.play { topology in
                let (node, peer) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
                try await node.start(configuration: configuration("use_vmac").vrrpOnly)
                try await state(node, is: .master)
                var backup = NodeConfigurationText(routerName: "lb2", priority: 100)
                backup.instanceLines = "use_vmac"
                try await peer.start(configuration: backup.vrrpOnly)
                try await state(peer, is: .backup)
                #expect(try await ip(topology.nodes[1].namespace, "link show dev vrrp.51").contains("state DOWN"))
                try await node.crash()
                try await state(peer, is: .master)
                try await node.start(configuration: configuration("use_vmac").vrrpOnly)
                try await state(node, is: .master)
                try await state(peer, is: .backup)
                let links = try await ip(topology.nodes[0].namespace, "link show")
                #expect(links.split(separator: "\n").count { $0.contains("vrrp") } == 1)
                #expect(try await ip(topology.nodes[1].namespace, "link show dev vrrp.51").contains("state DOWN"))
            }
        }
    }
}
