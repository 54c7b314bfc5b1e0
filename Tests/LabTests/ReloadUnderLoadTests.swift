import ControlMessages
import Deadlines
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("Reloads while clients are served")
    struct ReloadUnderLoadTests {
        private static let rounds = 20
        private static let connections = 4

        /// A file whose lines about something else change from round to round.
        private func configuration(round: Int) -> String {
            var configuration = NodeConfigurationText(routerName: "lb1-\(round)", priority: 150)
            configuration.version = 3
            configuration.advertInterval = "0.1"
            configuration.more = """
                virtual_server 192.0.2.100 53 {
                    lb_algo \(round.isMultiple(of: 2) ? "wlc" : "wrr")
                    lb_kind NAT
                    protocol UDP
                    real_server 10.0.0.1\(round % 3 + 1) 53 {
                        weight \(round + 1)
                    }
                }

                """
            return (round.isMultiple(of: 3) ? "# round \(round)\n\n" : "") + configuration.text
        }

        private func longestGap(_ seen: [CapturedAdvertisement]) -> Nanoseconds {
            zip(seen.dropFirst(), seen).map { $0.at.since($1.at) }.max() ?? .zero
        }

        @Test("twenty reloads of other lines lose no connection, delay no advertisement and forget nothing")
        func load() async throws {
            try await Lab.play(realServers: 3) { topology in
                let node = topology.swiftlvsd(on: 0)
                let namespace = topology.nodes[0].namespace
                try await node.start(configuration: configuration(round: 0))
                try await eventually("lb1 is master", within: Lab.patience) {
                    try await topology.holdsAddresses(topology.nodes[0])
                }
                // Somebody's hand, which no reload takes back.
                try await Command(
                    "ipvsadm", "-e", "-t", "192.0.2.100:80", "-r", "10.0.0.13:80", "-m", "-w", "0", in: namespace
                ).succeed()
                let capture = try await topology.capture(on: 1)
                let loads = try (1...Self.connections).map { _ in
                    try ClientLoad.start(
                        in: topology.client, to: TwoNodeTopology.service, connections: .kept,
                        pace: .milliseconds(20), timeout: .seconds(20))
                }
                try await eventually("requests and advertisements flow", within: Lab.patience) {
                    let seen = try capture.advertisements(from: topology.nodes[0])
                    return seen.count > 20 && loads.allSatisfy { RequestSummary($0.records).answered > 20 }
                }
                let before = try await node.instance()
                let checksBefore = try await node.message(CheckListMessage.self, at: "/v1/checks").checks
                let start = WallTime.now

                for round in 1...Self.rounds {
                    try topology.workspace.replace("lb1.conf", with: configuration(round: round))
                    let output = try await node.ctl("reload")
                    #expect(output.exitCode == 0, "\(output.output)\(output.errors)")
                }
                let settled = MonotonicClock.now
                let end = WallTime.now
                try await eventually("ten more answers on each connection", within: Lab.patience) {
                    loads.allSatisfy { RequestSummary($0.records, from: settled).answered >= 10 }
                }
                for load in loads {
                    let summary = RequestSummary(try await load.stop())
                    #expect(summary.lost == 0, "\(summary.failures)")
                }

                let seen = try capture.advertisements(from: topology.nodes[0])
                let (quiet, loud) = (
                    longestGap(seen.filter { $0.at < start }),
                    longestGap(seen.filter { $0.at >= start && $0.at <= end })
                )
                print(
                    "reload: longest time between advertisements \(loud.wholeMilliseconds) ms during \(Self.rounds)",
                    "reloads, \(quiet.wholeMilliseconds) ms before them (advert_int 100 ms)")
                #expect(loud <= .milliseconds(100) + Lab.lateness)

                let after = try await node.instance()
                #expect(after.transitions == before.transitions)
                #expect(after.counters.advertsSent > before.counters.advertsSent)
                let checks = try await node.message(CheckListMessage.self, at: "/v1/checks").checks
                #expect(checks.map(\.state) == checksBefore.map(\.state))
                #expect(checks.allSatisfy { $0.last != nil })
                let weights = try await KernelTable.read(in: namespace).weights(of: TwoNodeTopology.serviceName)
                #expect(weights["10.0.0.13:80"] == 0)
                #expect(try await node.status().generation == 1 + Self.rounds)
            }
        }

        @Test("reloads that come together are answered truthfully: each with a generation that has its file")
        func together() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                let namespace = topology.nodes[0].namespace
                try await node.start(configuration: configuration(round: 0))
                try await withThrowingTaskGroup { group in
                    for round in 1...30 {
                        // Written before it is asked for: the answer stands for this file or a later one.
                        try topology.workspace.replace("lb1.conf", with: configuration(round: round))
                        group.addTask {
                            let output = try await node.ctl("--json", "reload")
                            let message = try MessageCoding.decode(
                                ReloadMessage.self, from: Array(output.output.utf8))
                            #expect(message.applied && message.generation >= 2)
                            return message.generation
                        }
                        try await Task.sleep(for: .milliseconds(20))
                    }
                    var generations: [Int] = []
                    for try await generation in group { generations.append(generation) }
                    let last = try await node.status().generation
                    #expect(generations.max() == last)
                }
                let weight = try await KernelTable.read(in: namespace).weights(of: "UDP 192.0.2.100:53")
                #expect(Array(weight.values) == [31])
            }
        }

        @Test("an address that moves from one instance to another does so in one reload")
        func movedAddress() async throws {
            func instance(_ name: String, id: Int, _ addresses: String...) -> String {
                """
                vrrp_instance \(name) {
                    version 3
                    interface front
                    virtual_router_id \(id)
                    priority 200
                    advert_int 0.1
                    virtual_ipaddress {
                        \(addresses.map { "\($0)/24" }.joined(separator: "\n"))
                    }
                }

                """
            }
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                let namespace = topology.nodes[0].namespace
                let texts = [
                    instance("A", id: 51, "192.0.2.101", "192.0.2.103") + instance("B", id: 52, "192.0.2.102"),
                    instance("A", id: 51, "192.0.2.101") + instance("B", id: 52, "192.0.2.102", "192.0.2.103"),
                ]
                try await node.start(configuration: texts[0])
                try await eventually("all addresses are there", within: Lab.patience) {
                    let held = try await namespace.addresses(of: "front")
                    return (1...3).allSatisfy { number in held.contains { $0.contains("192.0.2.10\(number)") } }
                }
                let monitor = try await topology.start(
                    Command("ip", "-ts", "-o", "monitor", "address", in: namespace), log: "monitor.log")
                try await Task.sleep(for: .seconds(1))
                for round in 1...6 {
                    try topology.workspace.replace("lb1.conf", with: texts[round % 2])
                    let output = try await node.ctl("reload")
                    #expect(output.exitCode == 0, "\(output.output)")
                    // The reload's answer says that it is done.
                    for number in 1...3 {
                        #expect(try await namespace.holds("192.0.2.10\(number)", on: "front"), "round \(round)")
                    }
                    let instances = try await node.message(VRRPListMessage.self, at: "/v1/vrrp").instances
                    #expect(instances.map(\.state) == [.master, .master])
                    #expect(instances[round % 2].addresses.contains { $0.hasPrefix("192.0.2.103") })
                    #expect(instances.allSatisfy { $0.transitions.last?.to == .master })
                }
                _ = try await monitor.stop()
                let lines = try topology.workspace.read("monitor.log").split(separator: "\n")
                let others = lines.filter { $0.contains("Deleted") && !$0.contains("192.0.2.103") }
                #expect(others.isEmpty, "addresses that did not move stay: \(others)")
                print("moved address:", lines.filter { $0.contains("192.0.2.103") }.map { $0.prefix(90) })
            }
        }
    }
}
