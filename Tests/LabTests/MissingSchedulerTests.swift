import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("A scheduler that the kernel does not have", .enabled(if: KernelModules.areOurs))
    struct MissingSchedulerTests {
        private let configuration = """
            virtual_server 192.0.2.100 80 {
                lb_algo rr
                lb_kind NAT
                protocol TCP
                real_server 10.0.0.11 80 {
                }
            }
            virtual_server 192.0.2.100 81 {
                lb_algo mh
                lb_kind NAT
                protocol TCP
                real_server 10.0.0.11 81 {
                }
            }
            virtual_server 192.0.2.100 82 {
                lb_algo rr
                lb_kind NAT
                protocol TCP
                real_server 10.0.0.11 82 {
                }
            }

            """

        @Test("F14: that service fails by name with the module to load, the others stand, and it comes with the module")
        func missing() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                try await KernelModules.load("ip_vs_rr")
                if try KernelModules.loaded("ip_vs_mh") != [] { try await Command("rmmod", "ip_vs_mh").succeed() }
                let node = topology.swiftlvsd(on: 0)
                let others = ["TCP 192.0.2.100:80", "TCP 192.0.2.100:82"]
                try await KernelModules.withoutLoading {
                    try await node.start(configuration: configuration)
                    try await eventually("the others are in the table", within: Lab.patience) {
                        try await KernelTable.read(in: namespace).services.map(\.name) == others
                    }
                    let problems = try await node.status().problems.filter { $0.code == "ipvs_refused" }
                    #expect(problems.map(\.location) == ["TCP 192.0.2.100:81"])
                    #expect(problems.first?.message.contains("modprobe ip_vs_mh") == true, "\(problems)")
                    // Attempts that follow say nothing new.
                    try await Task.sleep(for: .seconds(12))
                    let told = try node.log.split(separator: "\n").count { $0.contains("modprobe ip_vs_mh") }
                    #expect(told == 1, "\(node.logTail())")
                }
                try await eventually("the service comes with the module", within: Lab.patience) {
                    try await KernelTable.read(in: namespace).weights(of: "TCP 192.0.2.100:81") == ["10.0.0.11:81": 1]
                }
                try await eventually("the problem is gone", within: Lab.patience) {
                    try await node.status().healthy
                }
                #expect(try await node.stop() == 0)
            }
        }
    }
}
