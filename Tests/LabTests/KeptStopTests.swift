import ControlMessages
import Deadlines
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("A stop that keeps everything for a successor")
    struct KeptStopTests {
        private func configuration(_ name: String, priority: Int) -> NodeConfigurationText {
            var configuration = NodeConfigurationText(routerName: name, priority: priority)
            // So long that a successor that waits for its turn cannot be taken for one that resumes.
            configuration.advertInterval = "4"
            return configuration
        }

        @Test("after SIGQUIT addresses and services stay, and a new start is MASTER again at once")
        func resume() async throws {
            try await Lab.play(realServers: 3) { topology in
                let capture = try await topology.capture(on: 1)
                let own = configuration("lb1", priority: 150)
                let (node, peer) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
                try await node.start(configuration: own.text)
                try await peer.start(configuration: configuration("lb2", priority: 100).text)
                try await Lab.waitForMaster(0, of: topology)
                try await serveThirtyRequests(topology)
                let counters = try await settledStatistics(topology)

                let watch = Task { await firstLoss(topology) }
                #expect(try await node.leave() == 0)
                #expect(try await topology.holdsAddresses(topology.nodes[0]))
                try await expectStatistics(counters, topology)

                let started = MonotonicClock.now
                try await node.start(configuration: own.text)
                try await eventually("lb1 is MASTER again", within: Lab.patience) {
                    try await node.instance().state == .master
                }
                let resumed = MonotonicClock.now - started
                print("kept stop: MASTER again \(resumed.wholeMilliseconds) ms after the start")
                #expect(resumed < .seconds(8), "a master down interval is \(own.masterDownInterval)")

                let sent = try await node.instance().counters.advertsSent
                try await eventually("one more advertisement", within: Lab.patience) {
                    try await node.instance().counters.advertsSent > sent
                }
                try await expectStatistics(counters, topology)
                watch.cancel()
                #expect(await watch.value == nil, "the virtual addresses were missing")
                #expect(try await peer.instance().state == .backup)
                #expect(try capture.advertisements(from: topology.nodes[1]).isEmpty)
                #expect(try capture.advertisements.allSatisfy { $0.priority == 150 })
                try await serveThirtyRequests(topology)
            }
        }

        @Test("with -V a stop says nothing and leaves the addresses for good, without their lifetimes")
        func keptForGood() async throws {
            try await Lab.play { topology in
                let capture = try await topology.capture(on: 1)
                let namespace = topology.nodes[0].namespace
                func lines() async throws -> String {
                    try await Command("ip", "-netns", namespace.name, "-oneline", "-4", "address", "show").succeed()
                }
                var own = NodeConfigurationText(routerName: "lb1", priority: 150)
                own.instanceLines = "vip_lifetime 6"
                let node = topology.swiftlvsd(on: 0)
                try topology.workspace.write(own.vrrpOnly, to: "\(topology.nodes[0].name).conf")
                let daemon = try await topology.start(
                    Command(node.commandLine("-V"), in: namespace), log: "kept.log")
                try await eventually("lb1 is MASTER", within: Lab.patience) {
                    try await topology.holdsAddresses(topology.nodes[0])
                }
                #expect(try await lines().contains("dynamic"))
                #expect(try await daemon.stop() == 0)
                #expect(try await !lines().contains("dynamic"))
                #expect(try await topology.holdsAddresses(topology.nodes[0]))
                #expect(try capture.advertisements.allSatisfy { $0.priority == 150 })
            }
        }

        private func serveThirtyRequests(_ topology: TwoNodeTopology) async throws {
            let load = try ClientLoad.start(
                in: topology.client, to: TwoNodeTopology.service, connections: .fresh, pace: .milliseconds(10),
                timeout: .seconds(2))
            try await eventually("thirty answers", within: Lab.patience) {
                RequestSummary(load.records).answered >= 30
            }
            _ = try await load.stop()
        }

        /// Connections, packets and bytes of each service and real server, as ipvsadm shows them.
        private func statistics(_ topology: TwoNodeTopology) async throws -> String {
            try await Command("ipvsadm", "--list", "--numeric", "--stats", "--exact", in: topology.nodes[0].namespace)
                .succeed()
        }

        /// The statistics once they stand still: the kernel brings them up to date every two seconds.
        private func settledStatistics(_ topology: TwoNodeTopology) async throws -> String {
            var last = ""
            try await eventually("the counters stand still", within: Lab.patience, every: .milliseconds(2_500)) {
                let now = try await statistics(topology)
                defer { last = now }
                return now == last
            }
            return last
        }

        private func expectStatistics(_ wanted: String, _ topology: TwoNodeTopology) async throws {
            let now = try await statistics(topology)
            #expect(now == wanted, "\(now)instead of\n\(wanted)")
        }

        /// When the node was first seen without its addresses; nil when it always had them until the task was cancelled.
        private func firstLoss(_ topology: TwoNodeTopology) async -> Instant? {
            while true {
                let holds = try? await topology.holdsAddresses(topology.nodes[0])
                // A question that the cancellation cut short has no answer.
                if Task.isCancelled { return nil }
                if holds != true { return MonotonicClock.now }
                try? await Task.sleep(for: .milliseconds(20))
            }
        }
    }
}
