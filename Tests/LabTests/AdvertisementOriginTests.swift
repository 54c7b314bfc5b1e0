import Addresses
import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Where advertisements come from, and where they go")
    struct AdvertisementOriginTests {
        private func configuration(_ index: Int, lines: String) -> String {
            var configuration = NodeConfigurationText(routerName: "lb\(index + 1)", priority: [150, 100][index])
            configuration.version = 3
            configuration.advertInterval = "0.2"
            configuration.instanceLines = lines
            return configuration.vrrpOnly
        }

        /// Waits until the second node is backup and knows this master.
        private func agreement(_ backup: SwiftLVSDNode, on master: String) async throws {
            try await eventually("\(backup.name) hears \(master)", within: Lab.patience) {
                let instance = try await backup.instance()
                return instance.state == .backup && instance.master?.address == master
            }
        }

        @Test(
            "VR-80: with use_vmac frames leave from the virtual MAC, with vmac_xmit_base from the interface's",
            arguments: [false, true])
        func frames(transmitsFromBase: Bool) async throws {
            try await Lab.play { topology in
                let capture = try await topology.capture(on: 1)
                let lines = transmitsFromBase ? "use_vmac\n    vmac_xmit_base" : "use_vmac"
                let (master, backup) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
                try await master.start(configuration: configuration(0, lines: lines))
                try await backup.start(configuration: configuration(1, lines: lines))
                try await agreement(backup, on: "192.0.2.1")
                let link = try await Command(
                    "ip", "-netns", topology.nodes[0].namespace.name, "-oneline", "link", "show", "dev", "front"
                ).succeed()
                let own = try #require(link.firstMatch(of: /link\/ether (\S+)/)).1
                try await eventually("advertisements are seen", within: Lab.patience) {
                    try capture.advertisements(from: topology.nodes[0]).count > 2
                }
                let senders = Set(try capture.advertisements(from: topology.nodes[0]).map(\.sourceMAC))
                #expect(senders == [transmitsFromBase ? String(own) : "00:00:5e:00:01:33"])
            }
        }

        @Test("mcast_src_ip and mcast_dst_ip stand in the packets, and a peer in the same group hears them")
        func group() async throws {
            try await Lab.play { topology in
                let first = topology.nodes[0].namespace
                try await first.ip("address add 192.0.2.11/24 dev front")
                let capture = try await topology.capture(on: 1)
                let (master, backup) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
                try await backup.start(configuration: configuration(1, lines: "mcast_dst_ip 224.0.0.99"))
                try await master.start(
                    configuration: configuration(0, lines: "mcast_src_ip 192.0.2.11\n    mcast_dst_ip 224.0.0.99"))
                try await agreement(backup, on: "192.0.2.11")
                let sent = try capture.advertisements.filter { $0.source == "192.0.2.11" }
                #expect(!sent.isEmpty)
                #expect(sent.allSatisfy { $0.destination == "224.0.0.99" && $0.hopLimit == 255 && $0.checksumIsRight })
                #expect(try capture.advertisements(from: topology.nodes[0]).isEmpty, "the primary address is used, too")
                try await master.stop()
                try await Lab.waitForMaster(1, of: topology)
                let successor = try capture.advertisements(from: topology.nodes[1])
                #expect(successor.allSatisfy { $0.destination == "224.0.0.99" })
            }
        }

        @Test("VR-3: over IPv6 unicast two nodes agree from global addresses with a TTL of their own, and hand over")
        func unicastIPv6() async throws {
            try await Lab.play { topology in
                for (index, node) in topology.nodes.enumerated() {
                    try await node.namespace.ip("address add 2001:db8::\(index + 1)/64 dev front nodad")
                }
                func text(_ index: Int) -> String {
                    """
                    vrrp_instance VI_1 {
                        interface front
                        version 3
                        virtual_router_id 51
                        priority \([150, 100][index])
                        advert_int 0.2
                        unicast_src_ip 2001:db8::\(index + 1)
                        unicast_ttl 77
                        unicast_peer {
                            2001:db8::\(2 - index) min_ttl 77
                        }
                        virtual_ipaddress {
                            2001:db8::100/64
                        }
                    }

                    """
                }
                func holds(_ index: Int) async throws -> Bool {
                    try await topology.nodes[index].namespace.holds("2001:db8::100", on: "front")
                }
                let (master, backup) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
                try await backup.start(configuration: text(1))
                try await master.start(configuration: text(0))
                try await agreement(backup, on: "2001:db8::1")
                #expect(try await holds(0))
                #expect(try await !holds(1))
                let seen = try await Command(
                    "timeout", "20", "tcpdump", "-i", "front", "-n", "-v", "-c", "2", "ip6 proto 112",
                    in: topology.nodes[1].namespace
                ).succeed()
                #expect(seen.contains("2001:db8::1 > 2001:db8::2:") && seen.contains("hlim 77"), "\(seen)")
                #expect(!seen.contains("ff02::12"))

                try await master.stop()
                try await eventually("the backup takes over from one that leaves", within: Lab.patience) {
                    let first = try await holds(0)
                    return try await holds(1) && !first
                }
                try await master.start(configuration: text(0))
                try await agreement(backup, on: "2001:db8::1")
                try await master.crash()
                try await topology.cutLinks(of: topology.nodes[0])
                try await eventually("the backup takes over from one that dies", within: Lab.failoverLimit) {
                    try await holds(1)
                }
            }
        }
    }
}
