import ControlMessages
import Deadlines
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("Failover between two swiftlvsd nodes")
    struct FailoverTests {
        private func start(_ topology: TwoNodeTopology, _ change: (inout NodeConfigurationText) -> Void = { _ in })
            async throws -> [SwiftLVSDNode]
        {
            var nodes: [SwiftLVSDNode] = []
            for (index, priority) in [150, 100].enumerated() {
                var configuration = NodeConfigurationText(routerName: "lb\(index + 1)", priority: priority)
                change(&configuration)
                let node = topology.swiftlvsd(on: index)
                try await node.start(
                    configuration: topology.servers.isEmpty ? configuration.vrrpOnly : configuration.text)
                nodes.append(node)
            }
            try await Lab.waitForMaster(0, of: topology)
            return nodes
        }

        @Test("when the master dies, the backup takes over when the formula says so, and the client is served")
        func death() async throws {
            try await Lab.play(realServers: 3) { topology in
                let nodes = try await start(topology)
                let backup = NodeConfigurationText(routerName: "lb2", priority: 100)
                let capture = try await topology.capture(on: 1)
                let load = try ClientLoad.start(
                    in: topology.client, to: TwoNodeTopology.service, connections: .fresh, pace: .milliseconds(50),
                    timeout: .milliseconds(500))
                try await eventually("requests and advertisements flow", within: Lab.patience) {
                    try RequestSummary(load.records).answered > 10
                        && !capture.advertisements(from: topology.nodes[0]).isEmpty
                }

                let death = WallTime.now
                try await nodes[0].crash()
                try await topology.cutLinks(of: topology.nodes[0])
                let dead = MonotonicClock.now
                try await eventually("lb2 holds the addresses", within: Lab.failoverLimit) {
                    try await topology.holdsAddresses(topology.nodes[1])
                }
                try await eventually("the client is served again", within: Lab.patience) {
                    RequestSummary(load.records, from: dead).answered > 10
                }
                _ = try await load.stop()
                let takeover = try #require(
                    try Takeover(from: topology.nodes[0], to: topology.nodes[1], death: death, in: capture))
                expect(takeover, by: backup)
                let last = try #require(try await nodes[1].instance().transitions.last)
                #expect(last.from == .backup && last.to == .master)
                #expect(last.at.since(death) >= takeover.afterDeath - Lab.allowance)
                #expect(last.at.since(takeover.at) <= Lab.clockTolerance)
            }
        }

        /// The backup counts from the last advertisement it heard, which is up to one interval older than the death.
        private func expect(_ takeover: Takeover, by backup: NodeConfigurationText) {
            let formula = backup.masterDownInterval
            print(
                "failover: \(takeover.afterDeath.wholeMilliseconds) ms after the kill,",
                "\(takeover.afterLastAdvertisement.wholeMilliseconds) ms after the last advertisement",
                "(3 × advert_int + skew = \(formula.wholeMilliseconds) ms)")
            #expect(takeover.afterLastAdvertisement >= formula - Lab.clockTolerance)
            #expect(takeover.afterDeath >= formula - backup.advertisementInterval - Lab.lateness)
            #expect(takeover.afterDeath <= formula + Lab.allowance)
        }

        @Test("a planned handover resets no connection and loses no request")
        func handover() async throws {
            try await Lab.play(realServers: 3) { topology in
                let nodes = try await start(topology)
                for node in topology.nodes { try await topology.synchroniseConnections(on: node) }
                var loads: [ClientLoad] = []
                for _ in 1...4 {
                    loads.append(
                        try ClientLoad.start(
                            in: topology.client, to: TwoNodeTopology.service, connections: .kept,
                            pace: .milliseconds(75), timeout: .seconds(20)))
                }
                try await eventually("lb2 knows the connections", within: Lab.patience) {
                    try await topology.establishedConnections(on: topology.nodes[1]) >= loads.count
                }

                try await nodes[0].stop()
                try await Lab.waitForMaster(1, of: topology)
                let settled = MonotonicClock.now
                try await eventually("ten more answers on each connection", within: Lab.patience) {
                    loads.allSatisfy { RequestSummary($0.records, from: settled).answered >= 10 }
                }
                for load in loads {
                    let summary = RequestSummary(try await load.stop())
                    #expect(summary.lost == 0, "\(summary.failures)")
                }
            }
        }

        @Test("a node of higher priority takes back after its restart")
        func preemption() async throws {
            try await Lab.play { topology in
                let nodes = try await start(topology)
                try await nodes[0].stop()
                try await Lab.waitForMaster(1, of: topology)
                try await nodes[0].start(
                    configuration: NodeConfigurationText(routerName: "lb1", priority: 150).vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
            }
        }

        @Test("an owner that comes back is heard by the node that holds its address meanwhile", arguments: [2, 3])
        func ownerReturns(version: Int) async throws {
            try await Lab.play { topology in
                var owner = NodeConfigurationText(routerName: "lb1", priority: 255)
                var backup = NodeConfigurationText(routerName: "lb2", priority: 100)
                owner.version = version
                backup.version = version
                try await topology.swiftlvsd(on: 1).start(configuration: backup.vrrpOnly)
                try await Lab.waitForMaster(1, of: topology)
                // The host has the address by itself, as an owner's does, and advertises from it.
                let namespace = topology.nodes[0].namespace
                try await namespace.ip(
                    "address flush dev front", "address add \(TwoNodeTopology.virtualAddress)/24 dev front")
                try await topology.swiftlvsd(on: 0).start(configuration: owner.vrrpOnly)
                try await eventually("lb2 yields to the owner", within: Lab.patience) {
                    try await !topology.nodes[1].namespace.holds(TwoNodeTopology.virtualAddress, on: "front")
                }
            }
        }

        @Test("with nopreempt it does not")
        func noPreemption() async throws {
            try await Lab.play { topology in
                let nodes = try await start(topology) { $0.instanceLines = "nopreempt" }
                try await nodes[0].stop()
                try await Lab.waitForMaster(1, of: topology)
                var configuration = NodeConfigurationText(routerName: "lb1", priority: 150)
                configuration.instanceLines = "nopreempt"
                try await nodes[0].start(configuration: configuration.vrrpOnly)

                let sent = try await nodes[1].instance().counters.advertsSent
                try await eventually("six more adverts of lb2", within: Lab.patience) {
                    try await nodes[1].instance().counters.advertsSent >= sent + 6
                }
                try await Lab.waitForMaster(1, of: topology)
                #expect(try await nodes[0].instance().state == .backup)
            }
        }

        @Test("a stopped node leaves neither addresses nor virtual services behind")
        func cleanStop() async throws {
            try await Lab.play(realServers: 1) { topology in
                let nodes = try await start(topology)
                #expect(try await nodes[0].stop() == 0)
                let left = try await topology.nodes[0].namespace.addresses(of: "front")
                #expect(!left.contains(TwoNodeTopology.virtualAddress))
                #expect(try await !topology.nodes[0].namespace.holds(TwoNodeTopology.innerGateway, on: "back"))
                #expect(try await KernelTable.read(in: topology.nodes[0].namespace).services.isEmpty)
            }
        }

        @Test("a master whose interface loses its link gives the addresses up")
        func linkLoss() async throws {
            try await Lab.play { topology in
                let nodes = try await start(topology)
                try await topology.cutLinks(of: topology.nodes[0])
                try await eventually("lb1 is in FAULT", within: Lab.patience) {
                    try await nodes[0].instance().state == .fault
                }
                try await eventually("lb2 holds the addresses", within: Lab.failoverLimit) {
                    try await topology.holdsAddresses(topology.nodes[1])
                }
                try await topology.nodes[0].namespace.ip("link set front up", "link set back up")
                try await Lab.waitForMaster(0, of: topology)
            }
        }
    }
}
