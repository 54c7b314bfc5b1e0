import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("The packets on the link, as tcpdump prints them")
    struct PacketsOnTheLinkTests {
        private let addresses = [TwoNodeTopology.virtualAddress, TwoNodeTopology.innerGateway]

        @Test("advertisements, gratuitous ARP and the farewell with priority 0", arguments: [2, 3])
        func handover(version: Int) async throws {
            try await Lab.play { topology in
                let (first, second) = (topology.nodes[0], topology.nodes[1])
                let capture = try await topology.capture(on: 1)
                var nodes: [SwiftLVSDNode] = []
                for (index, priority) in [150, 100].enumerated() {
                    var configuration = NodeConfigurationText(routerName: "lb\(index + 1)", priority: priority)
                    configuration.version = version
                    nodes.append(topology.swiftlvsd(on: index))
                    try await nodes[index].start(configuration: configuration.vrrpOnly)
                }
                try await eventually("three adverts of lb1", within: Lab.patience) {
                    try capture.advertisements(from: first).count >= 3
                }
                try await nodes[0].stop()
                try await eventually("three adverts of lb2", within: Lab.patience) {
                    try capture.advertisements(from: second).count >= 3
                }

                let advertisements = try capture.advertisements
                for advertisement in advertisements { expectSound(advertisement, version: version) }
                let ofFirst = advertisements.filter { $0.source == first.frontAddress }
                #expect(ofFirst.dropLast().allSatisfy { $0.priority == 150 })
                #expect(ofFirst.last?.priority == 0)
                let ofSecond = advertisements.filter { $0.source == second.frontAddress }
                #expect(ofSecond.allSatisfy { $0.priority == 100 })
                let farewell = try #require(ofFirst.last?.at)
                #expect(ofSecond.allSatisfy { $0.at > farewell })

                try await expectAnnounced(in: capture, since: try #require(ofFirst.first?.at), until: farewell)
                try await expectAnnounced(in: capture, since: try #require(ofSecond.first?.at))
            }
        }

        private func expectSound(_ advertisement: CapturedAdvertisement, version: Int) {
            #expect(advertisement.version == version)
            #expect(advertisement.virtualRouterID == 51)
            #expect(advertisement.hopLimit == 255)
            #expect(advertisement.destination == "224.0.0.18")
            #expect(advertisement.destinationMAC == "01:00:5e:00:00:12")
            #expect(advertisement.interval == (version == 2 ? "1s" : "100cs"))
            #expect(advertisement.addresses == addresses)
            #expect(advertisement.checksumIsRight)
        }

        /// The virtual address is announced to everyone, after the advertisement that claims it.
        private func expectAnnounced(
            in capture: PacketCapture, since claim: Timestamp, until end: Timestamp? = nil
        ) async throws {
            try await eventually("a gratuitous ARP for the virtual address", within: Lab.patience) {
                try capture.packets.contains { packet in
                    packet.announcedAddress == TwoNodeTopology.virtualAddress && packet.at > claim
                        && end.map { packet.at < $0 } ?? true && packet.destinationMAC == "ff:ff:ff:ff:ff:ff"
                }
            }
        }
    }
}
