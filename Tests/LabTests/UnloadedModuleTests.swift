import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    /// Modules belong to the whole machine: only where the kernel is the laboratory's own.
    @Suite("IPVS leaves the kernel while swiftlvsd runs", .enabled(if: KernelModules.areOurs))
    struct UnloadedModuleTests {
        private let service = TwoNodeTopology.serviceName
        private let full = ["10.0.0.11:80": 1, "10.0.0.12:80": 1, "10.0.0.13:80": 1]
        /// Long enough for several attempts to reach the kernel.
        private let absence = Duration.seconds(14)

        private var configuration: String {
            let globals = """
                global_defs {
                    ipvs_audit_interval 2
                    lvs_sysctl {
                        expire_nodest_conn 1
                        sync_threshold 3 40
                    }
                }

                """
            return globals + NodeConfigurationText(routerName: "lb1", priority: 100).text
        }

        private func isComplete(_ topology: TwoNodeTopology) async throws -> Bool {
            let namespace = topology.nodes[0].namespace
            let table = try await KernelTable.read(in: namespace).weights(of: service)
            let settings = try await namespace.onThread("read settings") {
                try ["expire_nodest_conn", "sync_threshold"].map {
                    try ThreadFile.read("/proc/sys/net/ipv4/vs/\($0)")
                }
            }
            return table == full && settings == ["1\n", "3\t40\n"]
        }

        @Test("F13: it is told once, VRRP goes on, and the table and lvs_sysctl come back with the module")
        func unloaded() async throws {
            try await Lab.play(realServers: 3) { topology in
                let capture = try await topology.capture(on: 1)
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration)
                try await Lab.waitForMaster(0, of: topology)
                try await eventually("table and settings", within: Lab.patience) { try await isComplete(topology) }

                try await KernelModules.withoutLoading {
                    try await KernelModules.removeIPVS(usedIn: topology.nodes[0].namespace)
                    let (gone, logged) = (WallTime.now, try node.log.count)
                    try await eventually("the problems in the status", within: Lab.patience) {
                        let problems = try await node.status().problems
                        return problems.contains {
                            $0.code == "ipvs_unreachable" && $0.message.contains("modprobe ip_vs")
                        }
                            && problems.contains { $0.code == "ipvs_sysctl" && $0.location == nil }
                    }
                    try await Task.sleep(for: absence)
                    try await expectMastership(node, topology, capture, since: gone)
                    try expectQuietLog(try node.log.dropFirst(logged))
                }

                try await eventually("table and settings are back", within: Lab.patience) {
                    try await isComplete(topology)
                }
                try await eventually("the problems are gone", within: Lab.patience) {
                    try await node.status().problems.allSatisfy { !$0.code.hasPrefix("ipvs_") }
                }
                #expect(try node.log.split(separator: "\n").count { $0.contains("ip_vs: missing to loaded") } == 1)
                #expect(try await topology.holdsAddresses(topology.nodes[0]))
                #expect(try await node.stop() == 0)
                #expect(try await KernelTable.read(in: topology.nodes[0].namespace).services.isEmpty)
            }
        }

        @Test("F13: without an audit a check's verdict finds out, and all services come back, not its own alone")
        func unaudited() async throws {
            try await Lab.play(realServers: 3) { topology in
                let namespace = topology.nodes[0].namespace
                try await namespace.ip("address add \(TwoNodeTopology.innerGateway)/24 dev back")
                let unchecked = """
                    virtual_server 192.0.2.100 81 {
                        lb_algo rr
                        lb_kind NAT
                        protocol TCP
                        real_server 10.0.0.11 81 {
                        }
                    }

                    """
                let node = topology.swiftlvsd(on: 0)
                let text = NodeConfigurationText(routerName: "lb1", priority: 100).serviceOnly + unchecked
                try await node.start(configuration: "global_defs {\n    ipvs_audit_interval 0\n}\n" + text)
                func expect(_ weights: [String: Int], _ what: String) async throws {
                    try await eventually(what, within: Lab.patience) {
                        let table = try await KernelTable.read(in: namespace)
                        return table.weights(of: service) == weights
                            && table.weights(of: "TCP 192.0.2.100:81") == ["10.0.0.11:81": 1]
                    }
                }
                try await expect(full, "the table")

                try await KernelModules.withoutLoading {
                    try await KernelModules.removeIPVS(usedIn: namespace)
                    try await topology.servers[0].crash()
                    try await eventually("the problem in the status", within: Lab.patience) {
                        try await node.status().problems.contains { $0.message.contains("modprobe ip_vs)") }
                    }
                }
                try await expect(full.filter { $0.key != "10.0.0.11:80" }, "both services are back")
                try await eventually("the problem is gone", within: Lab.patience) { try await node.status().healthy }
            }
        }

        /// No peer would have taken over: the advertisements never stopped for as long as that takes.
        private func expectMastership(
            _ node: SwiftLVSDNode, _ topology: TwoNodeTopology, _ capture: PacketCapture, since start: Timestamp
        ) async throws {
            let instance = try await node.instance()
            #expect(instance.state == .master)
            #expect(instance.counters.becameMaster == 1)
            let times = try [start] + capture.advertisements(from: topology.nodes[0]).map(\.at).filter { $0 > start }
            #expect(times.count > 8)
            let patience = NodeConfigurationText(routerName: "lb2", priority: 254).masterDownInterval
            for (earlier, later) in zip(times, times.dropFirst()) { #expect(later.since(earlier) < patience) }
        }

        /// One event, and a line for each new reason rather than one for each attempt.
        private func expectQuietLog(_ log: Substring) throws {
            let lines = log.split(separator: "\n")
            #expect(lines.count { $0.contains("ip_vs: loaded to missing") } == 1, "\(log)")
            let about = lines.filter { $0.contains("ip_vs") || $0.contains("IPVS") }
            #expect(about.count <= 5, "\(log)")
        }
    }
}
