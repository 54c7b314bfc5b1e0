import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("A connection outlives what is done to its service")
    struct KeptTransferTests {
        private let service = TwoNodeTopology.serviceName
        /// At the pace of a download that is held back, more than two minutes.
        private let lines = 3_000_000
        /// More than what the sockets of both ends buffer: so many bytes have passed the balancer since.
        private let proof = 512 << 10

        private func expect(
            _ weights: [Int: Int], scheduler: String, _ topology: TwoNodeTopology, _ what: String
        ) async throws {
            var wanted: [String: Int] = [:]
            for (number, weight) in weights { wanted[TwoNodeTopology.endpoint(ofServer: number)] = weight }
            try await eventually(what, within: Lab.patience) {
                let table = try await KernelTable.read(in: topology.nodes[0].namespace)
                return table.weights(of: service) == wanted && table.service(service)?.scheduler == scheduler
            }
        }

        /// The number of the one real server that has a connection.
        private func carrier(_ topology: TwoNodeTopology) async throws -> Int {
            let table = try await KernelTable.read(in: topology.nodes[0].namespace)
            let busy = table.service(service)?.realServers.filter { $0.activeConnections == 1 } ?? []
            #expect(busy.count == 1)
            return try #require((1...3).first { TwoNodeTopology.endpoint(ofServer: $0) == busy.first?.endpoint })
        }

        /// Looks at the counters again and again until the task is cancelled, and returns where they went backwards.
        private func setbacks(of rows: [String], _ topology: TwoNodeTopology) async -> [String] {
            var setbacks: [String] = []
            var last: [String: [UInt64]] = [:]
            while true {
                let now = try? await TrafficCounters.read(in: topology.nodes[0].namespace)
                // A question that the cancellation cut short has no answer.
                if Task.isCancelled { return setbacks }
                for row in rows {
                    let (before, after) = (last[row] ?? [0, 0, 0, 0, 0], now?[row] ?? [])
                    if after.count != 5 || !zip(before, after).allSatisfy({ $0 <= $1 }) {
                        setbacks.append("\(row): \(after) after \(before)")
                    }
                    last[row] = after
                }
                try? await Task.sleep(for: .milliseconds(100))
            }
        }

        @Test("a transfer that runs through an edit, a reload and a restart with SIGQUIT is not cut")
        func transfer() async throws {
            try await Lab.play(realServers: 3) { topology in
                let file = (0..<lines).map { "line \($0)\n" }.joined()
                try topology.workspace.write(file, to: "transfer")
                let node = topology.swiftlvsd(on: 0)
                var configuration = NodeConfigurationText(routerName: "lb1", priority: 150)
                configuration.realServers = [1: 1, 2: 1]
                try await node.start(configuration: configuration.text)
                try await eventually("lb1 holds the virtual addresses", within: Lab.patience) {
                    try await topology.holdsAddresses(topology.nodes[0])
                }
                try await expect([1: 1, 2: 1], scheduler: "rr", topology, "two real servers")

                let download = try Download.start(
                    of: "/file/transfer", from: TwoNodeTopology.service, in: topology.client, timeout: .seconds(15))
                try await download.progress(by: proof, within: Lab.patience)
                let carrier = try await carrier(topology)
                let other = 3 - carrier
                let rows = [service, "\(service) -> \(TwoNodeTopology.endpoint(ofServer: carrier))"]
                let watch = Task { await setbacks(of: rows, topology) }

                func reload(_ weights: [Int: Int], scheduler: String, _ what: String) async throws {
                    configuration.realServers = weights
                    configuration.scheduler = scheduler
                    try topology.workspace.replace("lb1.conf", with: configuration.text)
                    node.send(SIGHUP)
                    try await expect(weights, scheduler: scheduler, topology, what)
                    try await download.progress(by: proof, within: Lab.patience)
                }
                try await reload([1: 7, 2: 7], scheduler: "rr", "other weights")
                try await reload([carrier: 7, 3: 5], scheduler: "rr", "server \(other) replaced by server 3")
                try await reload([carrier: 7, 3: 5], scheduler: "wlc", "another scheduler")
                // No new connection for its server, and the old one goes on.
                try await reload([carrier: 0, 3: 5], scheduler: "wlc", "weight 0")

                #expect(try await node.leave() == 0)
                try await download.progress(by: proof, within: Lab.patience)
                try await node.start(configuration: configuration.text)
                try await eventually("lb1 is MASTER again", within: Lab.patience) {
                    try await node.instance().state == .master
                }
                try await download.progress(by: proof, within: Lab.patience)

                #expect(download.outcome == nil, "the download was over before the restart was")
                let received = try await download.finish(within: Lab.patience * 3)
                #expect(received.count == file.utf8.count)
                #expect(received.elementsEqual(file.utf8))
                watch.cancel()
                #expect(await watch.value == [])
                try await expectCounted(file.utf8.count, rows, topology)
            }
        }

        /// The kernel brings its counters up to date every two seconds.
        private func expectCounted(_ bytes: Int, _ rows: [String], _ topology: TwoNodeTopology) async throws {
            try await eventually("one connection and all its bytes are counted", within: Lab.patience) {
                let counters = try await TrafficCounters.read(in: topology.nodes[0].namespace)
                return rows.allSatisfy { row in
                    counters[row]?.first == 1 && (counters[row]?.last ?? 0) > UInt64(bytes)
                }
            }
        }
    }
}
