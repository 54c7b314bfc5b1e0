import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("The kernel's table of virtual services")
    struct ServiceTableTests {
        private let service = TwoNodeTopology.serviceName

        /// One node with the virtual address and the inner gateway fixed on it, as far as the network goes.
        private func play(realServers: Int = 3, _ scenario: (TwoNodeTopology, SwiftLVSDNode) async throws -> Void)
            async throws
        {
            try await Lab.play(realServers: realServers) { topology in
                try await topology.nodes[0].namespace.ip(
                    "address add \(TwoNodeTopology.virtualAddress)/24 dev front",
                    "address add \(TwoNodeTopology.innerGateway)/24 dev back")
                try await scenario(topology, topology.swiftlvsd(on: 0))
            }
        }

        private func configuration(lines: String = "") -> NodeConfigurationText {
            var configuration = NodeConfigurationText(routerName: "lb1", priority: 100)
            configuration.check = """
                TCP_CHECK {
                            connect_timeout 1
                            retry 1
                            delay_before_retry 1
                        }
                """
            configuration.serviceLines = lines
            return configuration
        }

        private func table(_ topology: TwoNodeTopology) async throws -> KernelTable {
            try await KernelTable.read(in: topology.nodes[0].namespace)
        }

        private func expectWeights(
            _ weights: [Int: Int], _ topology: TwoNodeTopology, _ what: String, sorry: String? = nil,
            every pause: Nanoseconds = .milliseconds(50)
        ) async throws {
            var wanted: [String: Int] = [:]
            for (number, weight) in weights { wanted[TwoNodeTopology.endpoint(ofServer: number)] = weight }
            if let sorry { wanted[sorry] = 1 }
            try await eventually(what, within: Lab.patience, every: pause) {
                try await table(topology).weights(of: service) == wanted
            }
        }

        @Test("ipvsadm and /proc/net/ip_vs show what the file says")
        func asConfigured() async throws {
            try await play { topology, node in
                let more = """
                    virtual_server 192.0.2.100 53 {
                        lb_algo wlc
                        lb_kind DR
                        protocol UDP
                        persistence_timeout 300
                        real_server 10.0.0.11 53 {
                            weight 7
                        }
                    }
                    virtual_server fwmark 5 {
                        lb_algo sh
                        lb_kind NAT
                        protocol TCP
                        real_server 10.0.0.12 8080 {
                            weight 2
                        }
                    }

                    """
                var configuration = configuration()
                configuration.more = more
                try await node.start(configuration: configuration.serviceOnly)
                try await expectWeights([1: 1, 2: 1, 3: 1], topology, "three real servers")

                #expect(
                    try await Lab.savedTable(of: topology.nodes[0].namespace) == [
                        "-A -f 5 -s sh",
                        "-A -t 192.0.2.100:80 -s rr",
                        "-A -u 192.0.2.100:53 -s wlc -p 300",
                        "-a -f 5 -r 10.0.0.12:8080 -m -w 2",
                        "-a -t 192.0.2.100:80 -r 10.0.0.11:80 -m -w 1",
                        "-a -t 192.0.2.100:80 -r 10.0.0.12:80 -m -w 1",
                        "-a -t 192.0.2.100:80 -r 10.0.0.13:80 -m -w 1",
                        "-a -u 192.0.2.100:53 -r 10.0.0.11:53 -g -w 7",
                    ])
                let kernel = try await table(topology)
                #expect(kernel.service("UDP 192.0.2.100:53")?.realServers.first?.method == "Route")
                #expect(kernel.service("FWM 5")?.scheduler == "sh")
            }
        }

        @Test("a killed real server leaves the table and returns after its restart")
        func deathAndReturn() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration().serviceOnly)
                try await expectWeights([1: 1, 2: 1, 3: 1], topology, "three real servers")
                // Retries count only from the first success on: one failure before it is enough.
                try await eventually("every check has succeeded once", within: Lab.patience) {
                    try await node.service().realServers.allSatisfy { $0.health == .up }
                }
                let killed = MonotonicClock.now
                try await topology.servers[1].crash()
                try await expectWeights([1: 1, 3: 1], topology, "the dead one is gone", every: .milliseconds(10))
                let leaving = MonotonicClock.now - killed
                print("real server: out of the table \(leaving.wholeMilliseconds) ms after it was killed")
                // A check every second and one retry after another second.
                #expect(leaving >= .seconds(1) - Lab.clockTolerance)
                #expect(leaving <= .seconds(2) + Lab.allowance)
                let dead = try #require(try await node.service().realServers.first { $0.address == "10.0.0.12" })
                #expect(dead.health == .down)
                try await topology.servers[1].start()
                try await expectWeights([1: 1, 2: 1, 3: 1], topology, "it is back")
            }
        }

        @Test("with inhibit_on_failure it stays with weight 0")
        func inhibit() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration(lines: "inhibit_on_failure").serviceOnly)
                try await expectWeights([1: 1, 2: 1, 3: 1], topology, "three real servers")
                try await topology.servers[2].crash()
                try await expectWeights([1: 1, 2: 1, 3: 0], topology, "the dead one has weight 0")
                try await topology.servers[2].start()
                try await expectWeights([1: 1, 2: 1, 3: 1], topology, "its weight is back")
            }
        }

        @Test("the sorry server stands in while no real server is alive")
        func sorryServer() async throws {
            try await play(realServers: 1) { topology, node in
                try await node.start(configuration: configuration(lines: "sorry_server 10.0.0.99 80").serviceOnly)
                try await expectWeights([1: 1], topology, "those without a server behind them are gone")
                try await topology.servers[0].crash()
                try await expectWeights([:], topology, "the sorry server alone", sorry: "10.0.0.99:80")
                try await topology.servers[0].start()
                try await expectWeights([1: 1], topology, "the real server alone")
            }
        }

        @Test("a clean stop leaves no entry, and services of others stay as they were throughout")
        func foreignServices() async throws {
            try await play { topology, node in
                let foreign = ["-A -t 192.0.2.100:8443 -s wrr", "-a -t 192.0.2.100:8443 -r 10.0.0.77:443 -m -w 9"]
                try await Command("ipvsadm", "--restore", in: topology.nodes[0].namespace)
                    .succeed(input: foreign.joined(separator: "\n") + "\n")
                let before = try await table(topology)

                try await node.start(configuration: configuration().serviceOnly)
                try await expectWeights([1: 1, 2: 1, 3: 1], topology, "three real servers")
                #expect(try await table(topology).service("TCP 192.0.2.100:8443") == before.services.first)
                try await node.stop()
                #expect(try await table(topology) == before)
            }
        }

        @Test("a reload changes what the file changed and keeps the counters of the rest")
        func reload() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration().serviceOnly)
                try await expectWeights([1: 1, 2: 1, 3: 1], topology, "three real servers")
                let load = try ClientLoad.start(
                    in: topology.client, to: TwoNodeTopology.service, connections: .fresh, pace: .milliseconds(10),
                    timeout: .seconds(2))
                try await eventually("thirty answers", within: Lab.patience) {
                    RequestSummary(load.records).answered >= 30
                }
                _ = try await load.stop()

                let changed = configuration().serviceOnly.replacing("weight 1", with: "weight 5", maxReplacements: 1)
                try topology.workspace.write(changed, to: "lb1.conf")
                node.send(SIGHUP)
                try await expectWeights([1: 5, 2: 1, 3: 1], topology, "the new weight")
                try await eventually("the counters went on", within: Lab.patience) {
                    try await node.service().stats.connections >= 30
                }
            }
        }

        @Test("requests reach every real server alike")
        func spreading() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration().serviceOnly)
                try await expectWeights([1: 1, 2: 1, 3: 1], topology, "three real servers")
                let load = try ClientLoad.start(
                    in: topology.client, to: TwoNodeTopology.service, connections: .fresh, pace: .milliseconds(5),
                    timeout: .seconds(2))
                try await eventually("sixty answers", within: Lab.patience) {
                    RequestSummary(load.records).answered >= 60
                }
                let summary = RequestSummary(try await load.stop())
                #expect(summary.lost == 0, "\(summary.failures)")
                let counts = summary.shares.map(\.count)
                #expect(counts.count == 3)
                #expect((counts.max() ?? 0) - (counts.min() ?? 0) <= 2)
            }
        }
    }
}
