import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Elections between swiftlvsd and Debian's keepalived")
    struct ElectionTests {
        private func configuration(_ name: String, priority: Int, version: Int) -> NodeConfigurationText {
            var configuration = NodeConfigurationText(routerName: name, priority: priority)
            configuration.version = version
            return configuration
        }

        @Test("keepalived takes over when a swiftlvsd master dies", arguments: [2, 3])
        func keepalivedTakesOver(version: Int) async throws {
            try await Lab.play { topology in
                let master = topology.swiftlvsd(on: 0)
                let backup = topology.keepalived(on: 1)
                try await master.start(configuration: configuration("lb1", priority: 150, version: version).vrrpOnly)
                try await backup.start(configuration: configuration("lb2", priority: 100, version: version).vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                try await expectSteady(master: master, other: topology.nodes[1], in: topology)

                try await master.crash()
                try await topology.cutLinks(of: topology.nodes[0])
                try await eventually("keepalived holds the addresses", within: Lab.failoverLimit) {
                    try await topology.holdsAddresses(topology.nodes[1])
                }
            }
        }

        @Test("swiftlvsd takes over when a keepalived master dies", arguments: [2, 3])
        func swiftlvsdTakesOver(version: Int) async throws {
            try await Lab.play { topology in
                let master = topology.keepalived(on: 0)
                let backup = topology.swiftlvsd(on: 1)
                try await master.start(configuration: configuration("lb1", priority: 150, version: version).vrrpOnly)
                try await backup.start(configuration: configuration("lb2", priority: 100, version: version).vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                try await eventually("swiftlvsd hears the master", within: Lab.patience) {
                    let instance = try await backup.instance()
                    return instance.state == .backup && instance.master?.address == "192.0.2.1"
                        && instance.master?.priority == 150
                }

                try await master.crash()
                try await topology.cutLinks(of: topology.nodes[0])
                try await eventually("swiftlvsd holds the addresses", within: Lab.failoverLimit) {
                    try await topology.holdsAddresses(topology.nodes[1])
                }
                #expect(try await backup.instance().state == .master)
            }
        }

        @Test(
            "a keepalived that stops hands over with priority 0, and takes back by its higher priority",
            arguments: [2, 3])
        func keepalivedReturns(version: Int) async throws {
            try await Lab.play { topology in
                let preferred = topology.keepalived(on: 0)
                let other = topology.swiftlvsd(on: 1)
                let preferredConfiguration = configuration("lb1", priority: 150, version: version).vrrpOnly
                try await preferred.start(configuration: preferredConfiguration)
                try await other.start(configuration: configuration("lb2", priority: 100, version: version).vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)

                try await preferred.stop()
                try await Lab.waitForMaster(1, of: topology)
                try await preferred.start(configuration: preferredConfiguration)
                try await Lab.waitForMaster(0, of: topology)
                #expect(try await other.instance().state == .backup)
            }
        }

        @Test(
            "a swiftlvsd that stops hands over to keepalived and takes back by its higher priority", arguments: [2, 3])
        func swiftlvsdReturns(version: Int) async throws {
            try await Lab.play { topology in
                let preferred = topology.swiftlvsd(on: 0)
                let other = topology.keepalived(on: 1)
                let preferredConfiguration = configuration("lb1", priority: 150, version: version).vrrpOnly
                try await preferred.start(configuration: preferredConfiguration)
                try await other.start(configuration: configuration("lb2", priority: 100, version: version).vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)

                try await preferred.stop()
                try await Lab.waitForMaster(1, of: topology)
                try await preferred.start(configuration: preferredConfiguration)
                try await Lab.waitForMaster(0, of: topology)
            }
        }

        @Test("with auth_type PASS the two agree on one master")
        func passwords() async throws {
            try await Lab.play { topology in
                let password = """
                    authentication {
                        auth_type PASS
                        auth_pass s3cret
                    }
                    """
                var first = configuration("lb1", priority: 150, version: 2)
                first.instanceLines = password
                var second = configuration("lb2", priority: 100, version: 2)
                second.instanceLines = password
                let master = topology.swiftlvsd(on: 0)
                try await topology.keepalived(on: 1).start(configuration: second.vrrpOnly)
                try await master.start(configuration: first.vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                try await expectSteady(master: master, other: topology.nodes[1], in: topology)
            }
        }

        @Test("adverts every 0.1 s (version 3) keep the two agreed, and the failover is quick")
        func shortInterval() async throws {
            try await Lab.play { topology in
                var first = configuration("lb1", priority: 150, version: 3)
                first.advertInterval = "0.1"
                var second = configuration("lb2", priority: 100, version: 3)
                second.advertInterval = "0.1"
                let master = topology.keepalived(on: 0)
                let backup = topology.swiftlvsd(on: 1)
                try await master.start(configuration: first.vrrpOnly)
                try await backup.start(configuration: second.vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                try await eventually("swiftlvsd took the master's interval", within: Lab.patience) {
                    try await backup.instance().master?.advertInterval == 0.1
                }

                try await master.crash()
                try await topology.cutLinks(of: topology.nodes[0])
                try await eventually("swiftlvsd holds the addresses", within: Lab.failoverLimit) {
                    try await topology.holdsAddresses(topology.nodes[1])
                }
            }
        }

        /// Five more adverts go out and the other node still claims nothing.
        private func expectSteady(
            master: SwiftLVSDNode, other: TwoNodeTopology.Node, in topology: TwoNodeTopology
        ) async throws {
            let start = try await master.instance().counters.advertsSent
            try await eventually("five more adverts", within: Lab.patience, every: .milliseconds(200)) {
                let otherHolds = try await topology.holdsAddresses(other)
                #expect(!otherHolds, "two masters at once")
                return try await master.instance().counters.advertsSent >= start + 5
            }
            #expect(try await master.instance().state == .master)
        }
    }
}
