import ControlMessages
import Deadlines
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("A second writer changes the table in a loop")
    struct SecondWriterTests {
        private let service = TwoNodeTopology.serviceName
        private let full = [1: 1, 2: 1, 3: 1]
        private let duration = Nanoseconds.seconds(8)

        /// One server's weight is raised, another one is removed, twenty times a second.
        private let loop = """
            while true; do
                ipvsadm -e -t 192.0.2.100:80 -r 10.0.0.11:80 -m -w 7
                ipvsadm -d -t 192.0.2.100:80 -r 10.0.0.12:80
                sleep 0.05
            done
            """

        private func waitForOurs(_ topology: TwoNodeTopology, _ what: String) async throws {
            var wanted: [String: Int] = [:]
            for (number, weight) in full { wanted[TwoNodeTopology.endpoint(ofServer: number)] = weight }
            try await eventually(what, within: Lab.patience) {
                try await KernelTable.read(in: topology.nodes[0].namespace).weights(of: service) == wanted
            }
        }

        @Test("it ends in our table, with one line an entry and interval, and without spinning meanwhile")
        func loopOfChanges() async throws {
            try await Lab.play(realServers: 3) { topology in
                let node = topology.swiftlvsd(on: 0)
                let configuration = NodeConfigurationText(routerName: "lb1", priority: 100)
                try await node.start(
                    configuration: "global_defs {\n    ipvs_audit_interval 1\n}\n" + configuration.serviceOnly)
                try await waitForOurs(topology, "three real servers")
                let process = try #require(node.processIdentifier)

                let logged = try node.log.utf8.count
                let used = try #require(ProcessorTime.used(by: process))
                let started = MonotonicClock.now
                let writer = try await topology.start(
                    Command("bash", "-c", loop, in: topology.nodes[0].namespace), log: "second-writer.log")
                try await Task.sleep(for: .nanoseconds(duration.count))
                try await writer.crash()
                try await waitForOurs(topology, "our table after the second writer")
                let time = MonotonicClock.now - started
                let usedNow = try #require(ProcessorTime.used(by: process))

                let lines = String(decoding: try node.log.utf8.dropFirst(logged), as: UTF8.self).split(separator: "\n")
                print("second writer: \(lines.count) lines, \((usedNow - used).wholeMilliseconds) ms of processor time")
                let intervals = Int(time.wholeSeconds) + 1
                for server in 1...3 {
                    let count = lines.count { $0.contains(TwoNodeTopology.endpoint(ofServer: server)) }
                    #expect(count <= intervals, "\(lines.joined(separator: "\n"))")
                    #expect(server == 3 ? count == 0 : count >= 1, "server \(server)")
                }
                #expect(lines.count <= intervals * 2 + 2, "\(lines.joined(separator: "\n"))")
                // One reading and one plan a second.
                #expect((usedNow - used) * 4 < time)
                #expect(try await node.status().problems.isEmpty)
            }
        }
    }
}
