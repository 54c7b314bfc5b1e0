import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("What a master holds in the kernel")
    struct HeldAddressTests {
        private let alone = NodeConfigurationText(routerName: "lb1", priority: 150)

        private func addressLines(_ namespace: NetworkNamespace) async throws -> String {
            try await Command("ip", "-netns", namespace.name, "-oneline", "-4", "address", "show").succeed()
        }

        private func holds(_ topology: TwoNodeTopology) async throws -> Bool {
            try await topology.holdsAddresses(topology.nodes[0])
        }

        @Test("F2: a killed master's addresses go by themselves, and the node keeps its own of the same subnet")
        func deadMan() async throws {
            try await Lab.play { topology in
                var configuration = alone
                configuration.instanceLines = "vip_lifetime 4"
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration.vrrpOnly)
                try await eventually("lb1 is master", within: Lab.patience) { try await holds(topology) }
                let namespace = topology.nodes[0].namespace
                // A host address that came after the VIP is its secondary.
                try await namespace.ip("address del 192.0.2.1/24 dev front", "address add 192.0.2.1/24 dev front")
                try await Task.sleep(for: .seconds(9))
                #expect(try await holds(topology), "the addresses were not refreshed")
                #expect(try await addressLines(namespace).contains("dynamic"))
                try await node.crash()
                try await eventually("the addresses are gone", within: Lab.patience) {
                    let left = try await namespace.addresses(of: "front")
                    return !left.contains(TwoNodeTopology.virtualAddress)
                }
                #expect(try await namespace.holds("192.0.2.1", on: "front"))
            }
        }

        @Test("after a crash and a restart with no peer there the addresses are never missed")
        func restart() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: alone.vrrpOnly)
                try await eventually("lb1 is master", within: Lab.patience) { try await holds(topology) }
                let watch = Lab.watchAddress(of: topology)
                try await node.crash()
                try await node.start(configuration: alone.vrrpOnly)
                try await eventually("lb1 is master again", within: Lab.patience) {
                    try await node.instance().state == .master
                }
                try await Task.sleep(for: .seconds(11))
                watch.cancel()
                #expect(await watch.value, "the virtual address was missing")
            }
        }

        @Test(
            "F2: a first refresh in the second half of the lifetime is told after a restart, and one in the first is not",
            arguments: [(120, 0, false), (40, 21, true)])
        func lateRefresh(lifetime: Int, pause: Int, isLate: Bool) async throws {
            try await Lab.play { topology in
                var configuration = alone
                configuration.instanceLines = "vip_lifetime \(lifetime)"
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration.vrrpOnly)
                try await eventually("lb1 is master", within: Lab.patience) { try await holds(topology) }
                try await node.crash()
                try await Task.sleep(for: .seconds(pause))
                try await node.start(configuration: configuration.vrrpOnly)
                try await eventually("lb1 is master again", within: Lab.patience) {
                    try await node.instance().state == .master
                }
                #expect(try node.log.contains("of a crashed predecessor were refreshed only") == isLate)
            }
        }

        @Test("a static address's interface that goes down takes the instances of its track_group to FAULT")
        func trackGroup() async throws {
            try await Lab.play { topology in
                let entries = """
                    track_group T {
                        group {
                            VI_1
                        }
                    }
                    static_ipaddress {
                        198.51.100.1/24 dev extra track_group T
                    }

                    """
                let namespace = topology.nodes[0].namespace
                try await namespace.ip("link add extra type veth peer name far", "link set extra up", "link set far up")
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: alone.vrrpOnly + entries)
                try await eventually("lb1 is master", within: Lab.patience) { try await holds(topology) }
                try await namespace.ip("address del 198.51.100.1/24 dev extra")
                try await eventually("the static address is put back", within: Lab.patience) {
                    try await namespace.holds("198.51.100.1", on: "extra")
                }
                #expect(try await node.instance().state == .master)
                try await namespace.ip("link set far down")
                try await eventually("lb1 is in FAULT", within: Lab.patience) {
                    try await node.instance().state == .fault
                }
                #expect(try await !holds(topology))
                try await namespace.ip("link set far up")
                try await eventually("lb1 is master again", within: Lab.patience) { try await holds(topology) }
            }
        }

        @Test("a restarted node whose peer is master by now gives up what it left, with the peer's first advertisement")
        func restartBesidePeer() async throws {
            try await Lab.play { topology in
                var configuration = alone
                configuration.instanceLines = "nopreempt\nvip_lifetime 120"
                let (node, peer) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
                try await node.start(configuration: configuration.vrrpOnly)
                try await eventually("lb1 is master", within: Lab.patience) { try await holds(topology) }
                try await node.crash()
                try await peer.start(configuration: NodeConfigurationText(routerName: "lb2", priority: 100).vrrpOnly)
                try await eventually("lb2 is master", within: Lab.patience) {
                    try await topology.holdsAddresses(topology.nodes[1])
                }
                #expect(try await holds(topology))
                try await node.start(configuration: configuration.vrrpOnly)
                try await Lab.waitForMaster(1, of: topology)
            }
        }

        @Test(
            "F21: an address that somebody else takes away is put back, and the sixth time the event says who it may be"
        )
        func putBack() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: alone.vrrpOnly)
                try await eventually("lb1 is master", within: Lab.patience) { try await holds(topology) }
                let since = try await node.instance().since
                for _ in 0..<6 {
                    try await topology.nodes[0].namespace.ip(
                        "address del \(TwoNodeTopology.virtualAddress)/24 dev front")
                    try await eventually("the address is back", within: Lab.patience) { try await holds(topology) }
                }
                let instance = try await node.instance()
                #expect(instance.state == .master && instance.since == since)
                try await eventually("the log says who may be configured", within: Lab.patience) {
                    node.logTail().contains("KeepConfiguration")
                }
                #expect(node.logTail().contains("put back what somebody else took away: 192.0.2.100/24"))
            }
        }

        @Test("vip_lifetime 0: the addresses stay as keepalived's do")
        func off() async throws {
            try await Lab.play { topology in
                var configuration = alone
                configuration.instanceLines = "vip_lifetime 0"
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration.vrrpOnly)
                try await eventually("lb1 is master", within: Lab.patience) { try await holds(topology) }
                #expect(try await !addressLines(topology.nodes[0].namespace).contains("dynamic"))
            }
        }

        @Test("addresses, routes and rules are keepalived's for the same file, lifetimes left out")
        func asKeepalived() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                func state() async throws -> [String] {
                    var lines: [String] = []
                    for words in [
                        "-4 address show", "-6 address show", "-4 route show table all", "-6 route show table all",
                        "-4 rule show", "-6 rule show",
                    ] {
                        let text = try await Command(
                            ["ip", "-netns", namespace.name, "-oneline"] + words.split(separator: " ").map(String.init)
                        ).succeed()
                        lines += text.split(separator: "\n").map { line in
                            var words = line.split { $0 == " " || $0 == "\\" }.map(String.init)
                            words.removeAll { $0 == "dynamic" }
                            if let end = words.firstIndex(of: "expires") { words.removeSubrange(end...(end + 1)) }
                            if let lifetime = words.firstIndex(of: "valid_lft") { words.removeSubrange(lifetime...) }
                            return words.joined(separator: " ")
                        }.filter { !$0.contains("fe80") && !$0.contains("ff00") }
                    }
                    return lines.sorted()
                }
                let before = try await state()
                let configuration = """
                    vrrp_instance VI_1 {
                        interface front
                        virtual_router_id 51
                        priority 150
                        virtual_ipaddress {
                            192.0.2.100/24 brd + label front:vip
                            10.9.0.1/30 dev back scope link
                            198.51.100.7
                        }
                        virtual_ipaddress_excluded {
                            2001:db8::100/64 noprefixroute
                            2001:db8::101
                        }
                        virtual_routes {
                            10.20.0.0/16 via 192.0.2.9 src 192.0.2.100
                            default via 192.0.2.9 dev front table 100 metric 5
                            10.21.0.0/16 dev back mtu 1400 advmss 1300
                            blackhole 10.22.0.0/16
                        }
                        virtual_rules {
                            from 192.0.2.100 table 100 preference 400
                            to 10.20.0.0/16 fwmark 7 table 100 preference 401
                        }
                    }
                    static_routes {
                        10.30.0.0/16 via 10.0.0.9 dev back
                    }

                    """
                var seen: [[String]] = []
                for daemon in [
                    topology.keepalived(on: 0, named: "ka") as any LoadBalancerDaemon, topology.swiftlvsd(on: 0),
                ] {
                    try await daemon.start(configuration: configuration)
                    try await eventually("\(daemon.programName) is master", within: Lab.patience) {
                        try await state().contains { $0.hasPrefix("401:") }
                    }
                    seen.append(try await state())
                    try await daemon.stop()
                    try await eventually("\(daemon.programName) took everything away", within: Lab.patience) {
                        try await state() == before
                    }
                }
                #expect(seen[0].filter { !seen[1].contains($0) } == [])
                #expect(seen[1].filter { !seen[0].contains($0) } == [])
            }
        }

        @Test("a node without instances gets one by a reload, and it becomes master")
        func firstInstance() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: "global_defs {\n}\n")
                try topology.workspace.write(
                    NodeConfigurationText(routerName: "lb1", priority: 150).vrrpOnly, to: "\(node.name).conf")
                node.send(SIGHUP)
                try await Lab.waitForMaster(0, of: topology)
            }
        }

        @Test("static entries need no instance, and go at the stop")
        func staticEntries() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(
                    configuration: """
                        static_ipaddress {
                            10.31.0.1/24 dev back
                        }
                        static_routes {
                            10.30.0.0/16 via 10.31.0.9 dev back
                        }

                        """)
                func routes() async throws -> String {
                    try await Command("ip", "-netns", topology.nodes[0].namespace.name, "route", "show").succeed()
                }
                try await eventually("the static route is there", within: Lab.patience) {
                    try await routes().contains("10.30.0.0/16")
                }
                try await node.stop()
                #expect(try await !routes().contains("10.30.0.0/16"))
                #expect(try await !routes().contains("10.31.0.0/24"))
            }
        }
    }
}
