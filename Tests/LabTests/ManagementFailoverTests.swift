import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Agents of a management-server group while load balancers fail")
    struct ManagementFailoverTests {
        private static let vip = TwoNodeTopology.virtualAddress
        private static let quick = "min_reconnect_interval 1"

        private var group: ManagementGroupText {
            var group = ManagementGroupText()
            group.heartbeat = "4"
            return group
        }

        /// Plays once the first node is the master, and each agent has its list and is where that says.
        private func play(_ scenario: (Cloud, _ files: [String]) async throws -> Void) async throws {
            try await Cloud.play(group) { cloud in
                try await cloud.startAgents(Self.quick)
                try await Lab.waitForMaster(0, of: cloud.topology)
                try await cloud.waitForLists(Cloud.turns)
                try await cloud.waitForConnections(Cloud.turns.map { $0[0] }, to: "their preferred servers")
                try await eventually("both nodes know all agents", within: Lab.patience) {
                    for index in 0...1 {
                        let group = try await cloud.group(on: index)
                        guard group.agents == 4, !group.isLearning else { return false }
                    }
                    return true
                }
                try await scenario(cloud, try await cloud.files)
                #expect(cloud.hosts.map(\.list) == Cloud.turns.map { $0.joined(separator: ",") + "@roundrobin" })
                #expect(try await cloud.places == Cloud.turns.map { [$0[0]] })
            }
        }

        /// The first node's machine dies, and the second takes over.
        private func failOver(_ cloud: Cloud) async throws {
            try await cloud.nodes[0].crash()
            try await cloud.topology.cutLinks(of: cloud.topology.nodes[0])
            try await eventually("lb2 holds the addresses", within: Lab.failoverLimit) {
                try await cloud.topology.holdsAddresses(cloud.topology.nodes[1])
            }
        }

        /// The second node goes, and with it all that it knew of agents.
        private func wipe(_ cloud: Cloud) async throws {
            #expect(try await cloud.nodes[1].stop() == 0)
            for file in ["agents.sqlite", "agents.sqlite-wal", "agents.sqlite-shm"] {
                cloud.topology.workspace.delete("lb2.state/\(file)")
            }
        }

        /// Waits until each agent has heard from the second node alone for a while.
        private func waitForAgents(of cloud: Cloud) async throws {
            let start = WallTime.now
            for host in cloud.hosts {
                try await eventually("agent \(host.id) has registered with lb2 again", within: Lab.patience) {
                    guard let balancer = try await host.status.loadBalancers.last, let answer = balancer.lastAnswerAt
                    else { return false }
                    return answer.since(start) > .seconds(1) && balancer.isUpToDate == true
                }
            }
        }

        @Test("lists survive a VRRP failover: no file changes, and the virtual address tells the same")
        func failover() async throws {
            try await play { cloud, files in
                let before = try await cloud.answers(at: Self.vip)
                #expect(before.map(\.servers) == Cloud.turns)
                #expect(try await cloud.answers(at: "192.0.2.2").map(\.version) == before.map(\.version))
                try await failOver(cloud)
                let after = try await cloud.answers(at: Self.vip)
                #expect(after.map(\.servers) == Cloud.turns)
                #expect(after.map(\.version) == before.map(\.version))
                try await waitForAgents(of: cloud)
                #expect(try await cloud.files == files)
            }
        }

        @Test("a node whose registry was wiped has its agents from its peer before it takes over")
        func wipedWithPeer() async throws {
            try await play { cloud, files in
                let before = try await cloud.answers(at: Self.vip)
                try await wipe(cloud)
                // Nothing but the peer ends its learning before the test is over.
                var patient = group
                patient.heartbeat = "600"
                patient.lines = "peer https://192.0.2.1:8443 {\nca_file \(Cloud.fixtures)/server.pem\n}"
                try await cloud.startNode(1, patient)
                try await eventually("lb2 knows all agents", within: Lab.patience) {
                    let group = try await cloud.group(on: 1)
                    return group.agents == 4 && !group.isLearning
                }
                #expect(try await cloud.answers(at: "192.0.2.2").map(\.version) == before.map(\.version))
                try await failOver(cloud)
                #expect(try await cloud.answers(at: Self.vip).map(\.version) == before.map(\.version))
                try await waitForAgents(of: cloud)
                #expect(try await cloud.files == files)
            }
        }

        @Test("a node whose registry was wiped, and which nobody tells of its agents, has each keep its list")
        func wipedAlone() async throws {
            try await play { cloud, files in
                try await wipe(cloud)
                try await cloud.nodes[0].crash()
                try await cloud.topology.cutLinks(of: cloud.topology.nodes[0])
                // Longer than agents that found nobody wait before they try again.
                var patient = group
                patient.heartbeat = "10"
                try await cloud.startNode(1, patient)
                #expect(try await cloud.group(on: 1).isLearning)
                try await eventually("lb2 holds the addresses", within: Lab.failoverLimit) {
                    try await cloud.topology.holdsAddresses(cloud.topology.nodes[1])
                }
                try await eventually("lb2 has learned", within: Lab.patience) {
                    try await !cloud.group(on: 1).isLearning
                }
                try await eventually("lb2 knows all agents", within: Lab.patience) {
                    try await cloud.group(on: 1).agents == 4
                }
                #expect(try await cloud.answers(at: Self.vip).map(\.servers) == Cloud.turns)
                try await waitForAgents(of: cloud)
                #expect(try await cloud.files == files)
            }
        }
    }
}
