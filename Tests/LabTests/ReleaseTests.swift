import ControlMessages
import Deadlines
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("Instances that an operator releases and holds")
    struct ReleaseTests {
        /// So long that a backup that waits for its turn cannot be taken for one that heard a farewell.
        private func configuration(_ name: String, priority: Int, _ lines: String = "") -> NodeConfigurationText {
            var configuration = NodeConfigurationText(routerName: name, priority: priority)
            configuration.version = 3
            configuration.advertInterval = "8"
            configuration.instanceLines = lines
            return configuration
        }

        @Test("a master that is released hands over at once by priority 0, and takes back when it is held")
        func handsOver() async throws {
            try await Lab.play { topology in
                let capture = try await topology.capture(on: 1)
                let (node, peer) = try await startBoth(topology)
                let started = MonotonicClock.now
                let output = try await node.ctl("release", "VI_1")
                #expect(output.exitCode == 0, "\(output)")
                try await Lab.waitForMaster(1, of: topology)
                let elapsed = MonotonicClock.now - started
                #expect(elapsed < .seconds(16), "a master down interval is 24 s")
                #expect(try capture.advertisements(from: topology.nodes[0]).last?.priority == 0)

                #expect(try await peer.instance().state == .master)
                let entry = try await node.instance()
                #expect(entry.released)
                #expect(entry.state == .fault)
                #expect(try await node.ctl("vrrp").output.contains("released by the operator"))
                #expect(try await node.status().problems.contains { $0.code == "released" })

                try await expectStillReleased(node, topology)

                #expect(try await node.ctl("hold", "VI_1").exitCode == 0)
                // The one that preempts waits for three intervals and the skew.
                try await Lab.waitForMaster(0, of: topology, within: .seconds(90))
                #expect(try await peer.instance().state == .backup)
                #expect(try await node.status().problems.isEmpty)
                #expect(try await node.ctl("release", "VI_2").exitCode == 1)
            }
        }

        @Test("with nopreempt a node that is held again leaves the master where it is")
        func staysBackup() async throws {
            try await Lab.play { topology in
                let (node, peer) = try await startBoth(topology, "nopreempt")
                #expect(try await node.ctl("release", "VI_1").exitCode == 0)
                try await Lab.waitForMaster(1, of: topology)
                #expect(try await node.ctl("hold", "VI_1").exitCode == 0)
                let sent = try await peer.instance().counters.advertsSent
                // More than a master down interval.
                try await eventually("four more advertisements", within: .seconds(90)) {
                    try await peer.instance().counters.advertsSent >= sent + 4
                }
                #expect(try await node.instance().state == .backup)
                #expect(try await peer.instance().state == .master)
            }
        }

        private func startBoth(
            _ topology: TwoNodeTopology, _ lines: String = ""
        ) async throws -> (SwiftLVSDNode, SwiftLVSDNode) {
            let (node, peer) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
            try await node.start(configuration: configuration("lb1", priority: 150, lines).vrrpOnly)
            try await Lab.waitForMaster(0, of: topology, within: .seconds(90))
            try await peer.start(configuration: configuration("lb2", priority: 100, lines).vrrpOnly)
            try await eventually("lb2 hears the master", within: Lab.patience) {
                try await peer.instance().master?.priority == 150
            }
            return (node, peer)
        }

        /// Over a reload and over a crash and a new start.
        private func expectStillReleased(_ node: SwiftLVSDNode, _ topology: TwoNodeTopology) async throws {
            #expect(try await node.ctl("reload").exitCode == 0)
            #expect(try await node.instance().released)
            try await node.crash()
            try await node.start(configuration: configuration("lb1", priority: 150).vrrpOnly)
            try await eventually("lb1 left INIT", within: Lab.patience) {
                try await node.instance().state != .initialize
            }
            let entry = try await node.instance()
            #expect(entry.released)
            #expect(entry.state == .fault)
            #expect(try await node.status().problems.contains { $0.code == "released" })
            let holds = try await topology.holdsAddresses(topology.nodes[0])
            #expect(!holds)
        }
    }
}
