import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Somebody else changes the kernel's table")
    struct AuditTests {
        private let service = TwoNodeTopology.serviceName
        private let full = [1: 1, 2: 1, 3: 1]

        /// One node whose table is audited each second, or practically never.
        private func play(
            auditInterval: Int, _ scenario: (TwoNodeTopology, SwiftLVSDNode) async throws -> Void
        ) async throws {
            try await Lab.play(realServers: 3) { topology in
                try await topology.nodes[0].namespace.ip(
                    "address add \(TwoNodeTopology.virtualAddress)/24 dev front",
                    "address add \(TwoNodeTopology.innerGateway)/24 dev back")
                let node = topology.swiftlvsd(on: 0)
                let configuration = NodeConfigurationText(routerName: "lb1", priority: 100)
                try await node.start(
                    configuration: "global_defs {\n    ipvs_audit_interval \(auditInterval)\n}\n"
                        + configuration.serviceOnly)
                try await expect(full, topology, "three real servers")
                try await scenario(topology, node)
                try await node.stop()
            }
        }

        private func expect(_ weights: [Int: Int], _ topology: TwoNodeTopology, _ what: String) async throws {
            var wanted: [String: Int] = [:]
            for (number, weight) in weights { wanted[TwoNodeTopology.endpoint(ofServer: number)] = weight }
            try await eventually(what, within: Lab.patience) {
                try await KernelTable.read(in: topology.nodes[0].namespace).weights(of: service) == wanted
            }
        }

        private func ipvsadm(_ words: String..., in topology: TwoNodeTopology) async throws {
            try await Command(["ipvsadm"] + words, in: topology.nodes[0].namespace).succeed()
        }

        @Test("F11, F12: what is deleted comes back within the audit interval")
        func deleted() async throws {
            try await play(auditInterval: 1) { topology, _ in
                try await ipvsadm("-C", in: topology)
                try await expect(full, topology, "the table after ipvsadm -C")
                try await ipvsadm(
                    "-d", "-t", "192.0.2.100:80", "-r", TwoNodeTopology.endpoint(ofServer: 2), in: topology)
                try await expect(full, topology, "the table after a deleted server")
            }
        }

        @Test("F12: a weight set lower by hand stays, is shown, and goes with a verification")
        func override() async throws {
            try await play(auditInterval: 1) { topology, node in
                let server = TwoNodeTopology.endpoint(ofServer: 2)
                try await ipvsadm("-e", "-t", "192.0.2.100:80", "-r", server, "-m", "-w", "0", in: topology)
                try await eventually("the override in the answer", within: Lab.patience) {
                    try await node.ctl("--json", "services").output.contains("weight 0 set by hand")
                }
                // Another server's death and return must not undo it.
                try await topology.servers[0].crash()
                try await expect([2: 0, 3: 1], topology, "server 1 gone, server 2 still drained")
                try await topology.servers[0].start()
                try await expect([1: 1, 2: 0, 3: 1], topology, "server 1 back, server 2 still drained")

                let answer = try await node.ctl("services", "--verify")
                #expect(answer.exitCode == 0, "\(answer)")
                #expect(answer.output.contains("edit \(server) of"), "\(answer)")
                try await expect(full, topology, "the table after the verification")
                #expect(try await node.ctl("services", "--verify").output.contains("the kernel holds what is wanted"))
            }
        }

        @Test("a verification puts right at once what an audit would find much later")
        func verify() async throws {
            try await play(auditInterval: 3_600) { topology, node in
                try await ipvsadm("-E", "-t", "192.0.2.100:80", "-s", "wlc", in: topology)
                let answer = try await node.ctl("services", "--verify")
                #expect(answer.output.contains("edit TCP 192.0.2.100:80"), "\(answer)")
                let table = try await KernelTable.read(in: topology.nodes[0].namespace)
                #expect(table.service(service)?.scheduler == "rr")
            }
        }
    }
}
