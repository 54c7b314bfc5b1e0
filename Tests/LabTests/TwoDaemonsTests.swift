import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("Two daemons in one namespace, each with a socket of its own")
    struct TwoDaemonsTests {
        private let foreign = "TCP 192.0.2.100:9000"

        private func configuration(ports: [Int], weight: Int = 1) -> String {
            let services = ports.map { port in
                """
                virtual_server 192.0.2.100 \(port) {
                    lb_algo rr
                    lb_kind NAT
                    protocol TCP
                    real_server 10.0.0.11 \(port) {
                        weight \(weight)
                    }
                }

                """
            }
            return "global_defs {\n    ipvs_audit_interval 1\n}\n" + services.joined()
        }

        private func names(_ ports: [Int]) -> [String] {
            (ports.map { "TCP 192.0.2.100:\($0)" } + [foreign]).sorted()
        }

        /// Two audits of both.
        private func letThemAudit() async throws {
            try await Task.sleep(for: .seconds(3))
        }

        @Test("F44: each owns its own services: a reload, an audit and a stop of one leave the other's alone")
        func separate() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                try await Command("ipvsadm", "-A", "-t", "192.0.2.100:9000", "-s", "rr", in: namespace).succeed()
                let (first, second) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 0, named: "second"))
                func expect(_ ports: [Int], _ what: String) async throws {
                    try await eventually(what, within: Lab.patience) {
                        try await KernelTable.read(in: namespace).services.map(\.name) == names(ports)
                    }
                    try await letThemAudit()
                    #expect(try await KernelTable.read(in: namespace).services.map(\.name) == names(ports), "\(what)")
                }
                try await first.start(configuration: configuration(ports: [8001, 8002]))
                try await second.start(configuration: configuration(ports: [8003, 8004], weight: 2))
                try await expect([8001, 8002, 8003, 8004], "the services of both")

                try topology.workspace.write(configuration(ports: [8002]), to: "lb1.conf")
                first.send(SIGHUP)
                try await expect([8002, 8003, 8004], "the first one's removed service alone is gone")

                #expect(try await first.stop() == 0)
                try await expect([8003, 8004], "the second one's services stay")
                #expect(try await second.status().healthy)
                #expect(
                    try await KernelTable.read(in: namespace).weights(of: "TCP 192.0.2.100:8003") == [
                        "10.0.0.11:8003": 2
                    ])

                try await first.start(configuration: configuration(ports: [8001, 8002]))
                try await expect([8001, 8002, 8003, 8004], "the services of both again")
                #expect(try await first.leave() == 0)
                #expect(try await second.stop() == 0)
                try await expect([8001, 8002], "what the first one left stays")
            }
        }

        @Test("F44: a service that moves from one file to the other is the other's, and stays when the first one stops")
        func moved() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                try await Command("ipvsadm", "-A", "-t", "192.0.2.100:9000", "-s", "rr", in: namespace).succeed()
                let (first, second) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 0, named: "second"))
                try await first.start(configuration: configuration(ports: [8001, 8002]))
                try topology.workspace.write(configuration(ports: [8001]), to: "lb1.conf")
                first.send(SIGHUP)
                try await eventually("the first one gave it up", within: Lab.patience) {
                    try await KernelTable.read(in: namespace).services.map(\.name) == names([8001])
                }
                try await second.start(configuration: configuration(ports: [8002]))
                try await eventually("the second one has it", within: Lab.patience) {
                    try await KernelTable.read(in: namespace).services.map(\.name) == names([8001, 8002])
                }
                #expect(try await first.stop() == 0)
                try await letThemAudit()
                #expect(try await KernelTable.read(in: namespace).services.map(\.name) == names([8002]))
                #expect(try await second.stop() == 0)
                #expect(try await KernelTable.read(in: namespace).services.map(\.name) == names([]))
            }
        }
    }
}
