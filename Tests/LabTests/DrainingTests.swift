import ControlMessages
import Deadlines
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("Real servers that drain")
    struct DrainingTests {
        private let service = TwoNodeTopology.serviceName

        private func configuration(servers: [Int], timeout: Int, persistence: Bool = false) -> String {
            """
            global_defs {
                drain_timeout \(timeout)
            }
            virtual_server 192.0.2.100 80 {
                lvs_sched rr
                lvs_method NAT
                protocol TCP
                \(persistence ? "persistence_timeout 600" : "")
                \(servers.map { "real_server 10.0.0.1\($0) 80 {\n}" }.joined(separator: "\n"))
            }

            """
        }

        /// One node that answers for the virtual address, with real servers 1 and 2.
        private func play(
            timeout: Int, persistence: Bool = false, _ scenario: (TwoNodeTopology, SwiftLVSDNode) async throws -> Void
        ) async throws {
            try await Lab.play(realServers: 3) { topology in
                try await topology.nodes[0].namespace.ip(
                    "address add \(TwoNodeTopology.virtualAddress)/24 dev front",
                    "address add \(TwoNodeTopology.innerGateway)/24 dev back")
                let node = topology.swiftlvsd(on: 0)
                try await node.start(
                    configuration: configuration(servers: [1, 2], timeout: timeout, persistence: persistence))
                try await scenario(topology, node)
                try await node.stop()
            }
        }

        private func weights(_ topology: TwoNodeTopology) async throws -> [String: Int] {
            try await KernelTable.read(in: topology.nodes[0].namespace).weights(of: service)
        }

        private func reload(_ node: SwiftLVSDNode, _ topology: TwoNodeTopology, _ text: String) async throws {
            try topology.workspace.replace("lb1.conf", with: text)
            let answer = try await node.ctl("reload")
            #expect(answer.exitCode == 0, "\(answer)")
        }

        /// A connection from the client through the service that stays open, and the server it went to.
        private func hold(_ topology: TwoNodeTopology) async throws -> BackgroundProcess {
            let client = try await topology.start(
                Command(
                    "bash", "-c", "exec 3<>/dev/tcp/192.0.2.100/80 && sleep 600", in: topology.client), log: "hold.log")
            try await eventually("a connection", within: Lab.patience) {
                try await topology.establishedConnections(on: topology.nodes[0]) > 0
            }
            return client
        }

        private func heldServer(_ topology: TwoNodeTopology) async throws -> String? {
            try await KernelTable.read(in: topology.nodes[0].namespace).service(service)?.realServers
                .first { $0.activeConnections > 0 }?.endpoint
        }

        @Test("a removed server keeps its connection with weight 0, is shown, and goes when the connection has gone")
        func drains() async throws {
            try await play(timeout: 300) { topology, node in
                let connection = try await hold(topology)
                let server = try #require(try await heldServer(topology))
                let number = server == TwoNodeTopology.endpoint(ofServer: 1) ? 1 : 2
                try await reload(node, topology, configuration(servers: [3 - number, 3], timeout: 300))
                #expect(
                    try await weights(topology) == [
                        server: 0, TwoNodeTopology.endpoint(ofServer: 3 - number): 1,
                        TwoNodeTopology.endpoint(ofServer: 3): 1,
                    ])
                let entry = try #require(
                    try await node.message(ServiceListMessage.self, at: "/v1/services").services[0].realServers
                        .first { $0.state == .drained })
                #expect("\(entry.address):\(entry.port)" == server)
                #expect(entry.reason?.contains("held by 1 connection") == true, "\(entry)")

                try await connection.crash()
                try await eventually("the server has left", within: .seconds(180)) {
                    try await weights(topology)[server] == nil
                }
                #expect(try node.log.contains("its connections are gone"), "\(node.logTail())")
            }
        }

        @Test("a server without connections leaves at once, and one with connections when the time is over")
        func timeout() async throws {
            try await play(timeout: 5) { topology, node in
                let connection = try await hold(topology)
                let server = try #require(try await heldServer(topology))
                try await reload(node, topology, configuration(servers: [3], timeout: 5))
                try await eventually("only the held one drains", within: Lab.patience) {
                    try await weights(topology) == [server: 0, TwoNodeTopology.endpoint(ofServer: 3): 1]
                }
                try await eventually("its time is over", within: Lab.patience) {
                    try await weights(topology) == [TwoNodeTopology.endpoint(ofServer: 3): 1]
                }
                #expect(try node.log.contains("its time is over; it was still held by 1 connection"))
                #expect(connection.isRunning)
            }
        }

        @Test("with persistence templates hold a server, and the timeout counts them too")
        func templates() async throws {
            try await play(timeout: 8, persistence: true) { topology, node in
                let connection = try await hold(topology)
                let server = try #require(try await heldServer(topology))
                try await connection.crash()
                try await reload(node, topology, configuration(servers: [3], timeout: 8, persistence: true))
                try await eventually("held by a template", within: Lab.patience) {
                    let answer = try await node.ctl("services").output
                    return answer.contains("1 template")
                }
                #expect(try await weights(topology)[server] == 0)
                try await eventually("its time is over", within: Lab.patience) {
                    try await weights(topology)[server] == nil
                }
                #expect(try node.log.contains("template"), "\(node.logTail())")
            }
        }

        @Test("a server that returns to the file while it drains has its weight again and keeps its connection")
        func returns() async throws {
            try await play(timeout: 300) { topology, node in
                let connection = try await hold(topology)
                let server = try #require(try await heldServer(topology))
                try await reload(node, topology, configuration(servers: [3], timeout: 300))
                #expect(try await weights(topology)[server] == 0)
                try await reload(node, topology, configuration(servers: [1, 2, 3], timeout: 300))
                #expect(try await weights(topology)[server] == 1)
                #expect(try await heldServer(topology) == server)
                #expect(connection.isRunning)
            }
        }

        @Test("without a timeout a removed server leaves at once")
        func atOnce() async throws {
            try await play(timeout: 0) { topology, node in
                _ = try await hold(topology)
                try await reload(node, topology, configuration(servers: [3], timeout: 0))
                #expect(try await weights(topology) == [TwoNodeTopology.endpoint(ofServer: 3): 1])
            }
        }

        @Test("a server that was taken out of the file while the daemon was down drains after the start")
        func afterRestart() async throws {
            try await play(timeout: 300) { topology, node in
                let connection = try await hold(topology)
                let server = try #require(try await heldServer(topology))
                #expect(try await node.leave() == 0)
                try await node.start(configuration: configuration(servers: [3], timeout: 300))
                #expect(try await weights(topology)[server] == 0)
                #expect(try await heldServer(topology) == server)
                #expect(connection.isRunning)
            }
        }
    }
}
