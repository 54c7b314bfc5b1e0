import ControlMessages
import Deadlines
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("Connections that are kept beside checks")
    struct KeptConnectionTests {
        private let service = TwoNodeTopology.serviceName
        private static let delayLoop = Nanoseconds.seconds(10)

        private func configuration(_ keepOpen: String, more: String = "") -> String {
            var configuration = NodeConfigurationText(routerName: "lb1", priority: 100)
            configuration.check = """
                TCP_CHECK {
                            connect_timeout 2
                            delay_loop 10
                            delay_before_retry 5
                            warmup 0
                            KEEP_OPEN {
                                \(keepOpen)
                            }
                        }
                """
            configuration.serviceLines = more
            return configuration.serviceOnly
        }

        /// One node with three real servers whose connections are all kept.
        private func play(
            _ configuration: String, idleTimeout: Int = 3_600,
            _ scenario: (TwoNodeTopology, SwiftLVSDNode) async throws -> Void
        ) async throws {
            try await Lab.play(realServers: 3) { topology in
                for server in topology.servers {
                    try await server.crash()
                    try await server.start(idleTimeout: idleTimeout)
                }
                try await topology.nodes[0].namespace.ip("address add \(TwoNodeTopology.innerGateway)/24 dev back")
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration)
                try await eventually("three connections are kept", within: Lab.patience) {
                    try await kept(node) == [.open, .open, .open]
                }
                try await scenario(topology, node)
                try await node.stop()
            }
        }

        private func kept(_ node: SwiftLVSDNode) async throws -> [KeptConnectionText?] {
            try await node.message(CheckListMessage.self, at: "/v1/checks").checks.map(\.keptConnection)
        }

        private func weights(_ topology: TwoNodeTopology) async throws -> [String: Int] {
            try await KernelTable.read(in: topology.nodes[0].namespace).weights(of: service)
        }

        @Test("with retry 0 a server that is killed leaves the table long before its next check, and comes back")
        func death() async throws {
            try await play(configuration("retry 0")) { topology, node in
                let death = MonotonicClock.now
                try await topology.servers[1].crash()
                try await eventually("the server has left", within: Self.delayLoop) {
                    try await weights(topology)[TwoNodeTopology.endpoint(ofServer: 2)] == nil
                }
                let taken = MonotonicClock.now - death
                print("a killed server left the table within \(taken.wholeMilliseconds) ms, reading it included")
                #expect(taken < Self.delayLoop / 2)
                #expect(try await weights(topology).count == 2)
                try await topology.servers[1].start(idleTimeout: 3_600)
                try await eventually("it is back, with a connection", within: Lab.patience) {
                    let connections = try await kept(node)
                    return try await weights(topology).count == 3 && connections == [.open, .open, .open]
                }
            }
        }

        @Test("a restart within the check's own retry is not seen")
        func restart() async throws {
            try await play(configuration("")) { topology, node in
                try await topology.servers[1].crash()
                try await eventually("the check has been refused once", within: Self.delayLoop) {
                    try await node.message(CheckListMessage.self, at: "/v1/checks").checks.contains { $0.attempt == 1 }
                }
                try await topology.servers[1].start(idleTimeout: 3_600)
                try await eventually("a connection is kept again", within: Lab.patience) {
                    try await kept(node) == [.open, .open, .open]
                }
                #expect(try await weights(topology).count == 3)
                #expect(try !node.log.contains("down"), "\(node.logTail())")
            }
        }

        @Test("of servers that die together no more leave at once than the quorum bears")
        func quorum() async throws {
            try await play(configuration("retry 0", more: "quorum 2")) { topology, node in
                for server in topology.servers[0...1] { try await server.crash() }
                try await eventually("one has left, and the other one is spared", within: Lab.patience) {
                    try node.log.contains("does not leave at once, for the service would lose its quorum")
                }
                #expect(try await weights(topology).count == 2)
                // Its own retry takes it out.
                try await eventually("both have left", within: Lab.patience) { try await weights(topology).count == 1 }
            }
        }

        @Test("servers that close idle connections stay in the table and are left in peace")
        func leftInPeace() async throws {
            try await play(configuration("retry 0"), idleTimeout: 2) { topology, node in
                try await eventually("all are left in peace", within: Lab.patience) {
                    try await kept(node) == [.leftInPeace, .leftInPeace, .leftInPeace]
                }
                #expect(try await weights(topology).count == 3)
                #expect(try node.log.contains("left in peace"))
                #expect(try !node.log.contains("down"), "\(node.logTail())")
            }
        }
    }
}
