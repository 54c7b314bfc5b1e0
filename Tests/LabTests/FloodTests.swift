import Addresses
import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("A flood of malformed advertisements")
    struct FloodTests {
        private static let duration = Nanoseconds.seconds(5)

        /// Each comes from an address of its own, and is wrong in one of four ways.
        private var malformed: [ForgedAdvertisement] {
            (0..<512).map { index in
                let source = IPv4Address(198, 51, UInt8(100 + index / 256), UInt8(index % 256))
                var advert = ForgedAdvertisement(
                    version: 3, from: source, addresses: [IPv4Address(192, 0, 2, 100), IPv4Address(10, 0, 0, 254)])
                switch index % 4 {
                case 0: advert.hasWrongChecksum = true
                case 1: advert.timeToLive = 64
                case 2: advert.version = 2
                default: advert.length = 9
                }
                return advert
            }
        }

        @Test("VR-39, S14: no timer runs out, every reason is counted, and hardly a line is logged")
        func flood() async throws {
            try await Lab.play { topology in
                let nodes = [topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1)]
                for (node, priority) in zip(nodes, [200, 100]) {
                    var configuration = NodeConfigurationText(routerName: node.name, priority: priority)
                    configuration.version = 3
                    try await node.start(configuration: configuration.vrrpOnly)
                    try await Lab.waitForMaster(0, of: topology)
                }
                try await eventually("lb2 hears the master", within: Lab.patience) {
                    try await nodes[1].instance().master?.address == topology.nodes[0].frontAddress
                }
                var before: [(transitions: Int, lines: Int)] = []
                for node in nodes { before.append((try await node.instance().transitions.count, try node.logLines)) }

                let sent = try await topology.client.flood(
                    with: malformed, outOf: "front", rate: 100_000, for: Self.duration)

                #expect(sent > 1_000)
                for (node, before) in zip(nodes, before) {
                    let instance = try await node.instance()
                    #expect(instance.transitions.count == before.transitions)
                    for reason in ["checksum", "ttl", "version", "truncated"] {
                        #expect(instance.counters.discarded[reason, default: 0] > 0, "\(reason)")
                    }
                    #expect(try node.logLines - before.lines <= 10 * Int(Self.duration.wholeSeconds))
                }
                #expect(try await nodes[0].instance().state == .master)
                #expect(try await nodes[1].instance().state == .backup)
            }
        }
    }
}

extension SwiftLVSDNode {
    fileprivate var logLines: Int {
        get throws { try log.split(separator: "\n").count }
    }
}
