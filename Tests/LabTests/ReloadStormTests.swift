import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("Many reloads in a row")
    struct ReloadStormTests {
        private let rounds = 50

        /// The file of one round: its weights, its scheduler, and every other time a second service.
        private func configuration(round: Int) -> String {
            var configuration = NodeConfigurationText(routerName: "lb1", priority: 100)
            configuration.check = """
                TCP_CHECK {
                            connect_timeout 1
                        }
                """
            if round.isMultiple(of: 2) {
                configuration.more = """
                    virtual_server 192.0.2.100 53 {
                        lb_algo wlc
                        lb_kind NAT
                        protocol UDP
                        real_server 10.0.0.11 53 {
                            weight \(round)
                        }
                    }

                    """
            }
            return configuration.serviceOnly
                .replacing("weight 1", with: "weight \(round)")
                .replacing("lb_algo rr", with: round.isMultiple(of: 2) ? "lb_algo wrr" : "lb_algo rr")
        }

        @Test("after fifty reloads while a real server flaps, the last file is in force")
        func storm() async throws {
            try await Lab.play(realServers: 3) { topology in
                let node = topology.swiftlvsd(on: 0)
                let namespace = topology.nodes[0].namespace
                try await node.start(configuration: configuration(round: 1))
                try await eventually("three real servers", within: Lab.patience) {
                    try await KernelTable.read(in: namespace).weights(of: TwoNodeTopology.serviceName).count == 3
                }

                async let flapping: Void = flap(topology.servers[1])
                for round in 1...rounds {
                    try topology.workspace.replace("lb1.conf", with: configuration(round: round))
                    node.send(SIGHUP)
                    try await Task.sleep(for: .milliseconds(20))
                }
                try await flapping

                let wanted = [
                    "-A -t 192.0.2.100:80 -s wrr",
                    "-A -u 192.0.2.100:53 -s wlc",
                    "-a -t 192.0.2.100:80 -r 10.0.0.11:80 -m -w \(rounds)",
                    "-a -t 192.0.2.100:80 -r 10.0.0.12:80 -m -w \(rounds)",
                    "-a -t 192.0.2.100:80 -r 10.0.0.13:80 -m -w \(rounds)",
                    "-a -u 192.0.2.100:53 -r 10.0.0.11:53 -m -w \(rounds)",
                ]
                try await eventually("the last file is in force", within: Lab.patience) {
                    try await Lab.savedTable(of: namespace) == wanted
                }
                // Nothing that was still under way comes after it.
                try await Task.sleep(for: .seconds(2))
                #expect(try await Lab.savedTable(of: namespace) == wanted)
                #expect(node.isRunning)
                let status = try await node.status()
                #expect(status.problems.isEmpty, "\(status.problems)")
                #expect(status.generation > 1)
                let failures = try node.log.split(separator: "\n").filter { $0.contains(/\berror\b|not reloaded/) }
                #expect(failures.isEmpty)
            }
        }

        private func flap(_ server: NginxServer) async throws {
            for _ in 1...3 {
                try await server.crash()
                try await Task.sleep(for: .milliseconds(700))
                try await server.start()
                try await Task.sleep(for: .milliseconds(700))
            }
        }
    }
}
