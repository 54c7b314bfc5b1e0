import Addresses
import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Signed advertisements between two of ours")
    struct SignedAdvertisementTests {
        enum Way: CaseIterable {
            case multicast
            case unicast
        }

        private func configuration(of node: TwoNodeTopology.Node, beside peer: TwoNodeTopology.Node, _ way: Way)
            -> NodeConfigurationText
        {
            var configuration = NodeConfigurationText(
                routerName: node.name, priority: node.frontAddress == "192.0.2.1" ? 150 : 100)
            configuration.version = 3
            configuration.advertInterval = "0.2"
            configuration.instanceLines = """
                auth_hmac {
                        key 7 hex:000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f
                        active_key 7
                        mode enforce
                    }
                """
            if way == .unicast {
                configuration.instanceLines += """

                        unicast_src_ip \(node.frontAddress)
                        unicast_peer {
                            \(peer.frontAddress)
                        }
                    """
            }
            return configuration
        }

        @Test(
            "auth_hmac: two nodes agree, an unsigned advertisement in the peer's name is counted and moves nothing, and the backup takes over",
            arguments: Way.allCases)
        func enforced(way: Way) async throws {
            try await Lab.play { topology in
                let (first, second) = (topology.nodes[0], topology.nodes[1])
                let (master, backup) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
                let text = configuration(of: first, beside: second, way).vrrpOnly
                try await backup.start(configuration: configuration(of: second, beside: first, way).vrrpOnly)
                try await master.start(configuration: text)
                try await Lab.waitForMaster(0, of: topology)
                try await eventually("the backup hears the master", within: Lab.patience) {
                    let instance = try await backup.instance()
                    return instance.state == .backup && instance.master?.address == first.frontAddress
                        && instance.master?.priority == 150
                }
                #expect(try await backup.instance().counters.discarded.filter { $0.value > 0 } == [:])

                var forged = ForgedAdvertisement(
                    version: 3, from: try #require(IPv4Address(second.frontAddress)),
                    addresses: [IPv4Address(192, 0, 2, 100), IPv4Address(10, 0, 0, 254)])
                if way == .unicast { forged.destination = try #require(IPv4Address(first.frontAddress)) }
                let before = try await master.instance()
                try await topology.client.send([forged, forged, forged], outOf: "front")
                try await eventually("the three are counted", within: Lab.patience) {
                    try await master.instance().counters.discarded["hmac_missing"] == 3
                }
                let after = try await master.instance()
                #expect(after.state == .master && after.since == before.since)
                #expect(after.counters.advertsReceived == before.counters.advertsReceived)

                // The same packet is heard where signatures are not demanded, so it was their lack that kept it out.
                try topology.workspace.replace(
                    "lb1.conf", with: text.replacing("mode enforce", with: "mode permissive"))
                #expect(try await master.ctl("reload").exitCode == 0)
                try await topology.client.send([forged], outOf: "front")
                try await eventually("the master yields to it", within: Lab.patience) {
                    try await master.instance().transitions.last?.to == .backup
                }

                try await Lab.waitForMaster(0, of: topology)
                try await master.crash()
                try await topology.cutLinks(of: first)
                try await eventually("the backup takes over", within: Lab.failoverLimit) {
                    try await topology.holdsAddresses(second)
                }
            }
        }

        @Test("a keepalived that knows no signatures obeys `receive-only`, and drops what is signed")
        func olderPeer() async throws {
            try await Lab.play { topology in
                let (ours, theirs) = (topology.nodes[0], topology.nodes[1])
                let (node, peer) = (topology.swiftlvsd(on: 0), topology.keepalived(on: 1))
                var plain = configuration(of: theirs, beside: ours, .multicast)
                plain.instanceLines = ""
                try await peer.start(configuration: plain.vrrpOnly)
                try await Lab.waitForMaster(1, of: topology)
                let text = configuration(of: ours, beside: theirs, .multicast).vrrpOnly
                    .replacing("mode enforce", with: "mode receive-only")
                try await node.start(configuration: text)
                try await Lab.waitForMaster(0, of: topology)
                #expect(try await node.instance().counters.discarded.filter { $0.value > 0 } == [:])

                try topology.workspace.replace(
                    "lb1.conf", with: text.replacing("mode receive-only", with: "mode permissive"))
                #expect(try await node.ctl("reload").exitCode == 0)
                try await eventually("keepalived believes itself alone", within: Lab.patience) {
                    try await topology.holdsAddresses(theirs)
                }
                #expect(try await topology.holdsAddresses(ours))
            }
        }
    }
}
