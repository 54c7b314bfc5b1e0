import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Whose a virtual service is")
    struct OwnershipTests {
        private let ours = TwoNodeTopology.serviceName
        private let foreign = "TCP 192.0.2.200:80"

        /// One node's namespace with the virtual address, and a foreign service with one real server in its kernel.
        private func play(_ scenario: (TwoNodeTopology, SwiftLVSDNode) async throws -> Void) async throws {
            try await Lab.play { topology in
                try await ipvsadm("-A", "-t", "192.0.2.200:80", "-s", "wrr", in: topology)
                try await ipvsadm("-a", "-t", "192.0.2.200:80", "-r", "10.0.0.12:80", "-m", "-w", "7", in: topology)
                try await scenario(topology, topology.swiftlvsd(on: 0))
            }
        }

        private func ipvsadm(_ words: String..., in topology: TwoNodeTopology) async throws {
            try await Command(["ipvsadm"] + words, in: topology.nodes[0].namespace).succeed()
        }

        /// A file with our service, whose servers are not checked, and maybe a second service.
        private func configuration(globals: String = "", second: Bool = false) -> String {
            """
            global_defs {
                ipvs_audit_interval 1
                \(globals)
            }
            virtual_server 192.0.2.100 80 {
                lvs_sched rr
                lvs_method NAT
                protocol TCP
                real_server 10.0.0.11 80 {
                }
            }

            """
                + (second
                    ? """
                    virtual_server 192.0.2.101 80 {
                        lvs_sched rr
                        lvs_method NAT
                        protocol TCP
                        real_server 10.0.0.11 80 {
                        }
                    }

                    """ : "")
        }

        private func services(_ topology: TwoNodeTopology) async throws -> Set<String> {
            Set(try await KernelTable.read(in: topology.nodes[0].namespace).services.map(\.name))
        }

        @Test("a service that was taken out of the file while the daemon was down is cleaned up, a foreign one stays")
        func cleanedUp() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration(second: true))
                #expect(try await services(topology) == [ours, "TCP 192.0.2.101:80", foreign])
                #expect(try await node.leave() == 0)
                #expect(try await services(topology) == [ours, "TCP 192.0.2.101:80", foreign])
                try await node.start(configuration: configuration())
                #expect(try await services(topology) == [ours, foreign])
                try await node.stop()
                #expect(try await services(topology) == [foreign])
            }
        }

        @Test("F1: so is one that a killed daemon left, and the rest is taken over untouched")
        func killed() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration(second: true))
                try await node.crash()
                try await node.start(configuration: configuration())
                #expect(try await services(topology) == [ours, foreign])
                #expect(
                    try node.log.split(separator: "\n").last { $0.contains("steps sent") }?.contains("0 steps") == true)
                try await node.stop()
            }
        }

        @Test("a foreign service is listed as such, adopted, kept as it was, and removed at a clean stop")
        func adopt() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration())
                var list = try await node.message(ServiceListMessage.self, at: "/v1/services")
                #expect(list.services.map(\.address) == ["192.0.2.100"])
                #expect(list.foreign.map(\.address) == ["192.0.2.200"])
                #expect(list.foreign.map(\.owner) == [.foreign])
                #expect(try await node.ctl("services").output.contains("In the kernel and in no file"))

                let answer = try await node.ctl("services", "adopt", "192.0.2.200:80")
                #expect(answer.exitCode == 0 && answer.output.contains(foreign), "\(answer)")
                list = try await node.message(ServiceListMessage.self, at: "/v1/services")
                #expect(list.foreign.map(\.owner) == [.adopted])
                try await ipvsadm("-D", "-t", "192.0.2.200:80", in: topology)
                try await eventually("the adopted service is back as it was", within: Lab.patience) {
                    let table = try await KernelTable.read(in: topology.nodes[0].namespace)
                    return table.service(foreign)?.scheduler == "wrr"
                        && table.weights(of: foreign) == ["10.0.0.12:80": 7]
                }
                // Over a restart it is remembered.
                #expect(try await node.leave() == 0)
                try await node.start(configuration: configuration())
                list = try await node.message(ServiceListMessage.self, at: "/v1/services")
                #expect(list.foreign.map(\.owner) == [.adopted])
                try await node.stop()
                #expect(try await services(topology).isEmpty)
            }
        }

        @Test("a foreign service is purged, one of the file is not")
        func purge() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration())
                let refused = try await node.ctl("services", "purge", "192.0.2.100:80")
                #expect(refused.exitCode == 1 && refused.errors.contains("is in the configuration"), "\(refused)")
                let unknown = try await node.ctl("services", "purge", "192.0.2.222:80")
                #expect(unknown.exitCode == 1 && unknown.errors.contains("192.0.2.222:80"), "\(unknown)")
                #expect(try await node.ctl("services", "purge").exitCode == 2)
                #expect(try await services(topology) == [ours, foreign])
                let answer = try await node.ctl("services", "purge", "--all")
                #expect(answer.exitCode == 0 && answer.output.contains(foreign), "\(answer)")
                #expect(try await services(topology) == [ours])
                try await node.stop()
            }
        }

        @Test("with lvs_flush foreign services go at the start, with lvs_flush_on_stop at the end")
        func flush() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration(globals: "lvs_flush_on_stop"))
                #expect(try await services(topology) == [ours, foreign])
                try await node.stop()
                #expect(try await services(topology).isEmpty)
                try await ipvsadm("-A", "-t", "192.0.2.200:80", in: topology)
                try await node.start(configuration: configuration(globals: "lvs_flush"))
                #expect(try await services(topology) == [ours])
                try await node.stop()
            }
        }

        @Test("F4: a stop in the middle of audits leaves nothing")
        func stopDuringAudit() async throws {
            try await play { topology, node in
                let many = (0..<2_000).map { number in
                    """
                    virtual_server 198.18.\(number / 256).\(number % 256) 80 {
                        lvs_sched rr
                        lvs_method NAT
                        protocol TCP
                        real_server 10.0.0.11 80 {
                        }
                    }
                    """
                }
                try await node.start(configuration: configuration() + many.joined(separator: "\n"))
                #expect(try await services(topology).count == 2_002)
                let audits = (0..<30).map { _ in Task { try await node.ctl("services", "--verify") } }
                try await Task.sleep(for: .milliseconds(300))
                #expect(try await node.stop() == 0)
                for audit in audits { _ = try? await audit.value }
                #expect(try await services(topology) == [foreign])
            }
        }

        @Test("a node that was started without services gets them by a reload")
        func startedEmpty() async throws {
            try await play { topology, node in
                try await node.start(configuration: "global_defs {\n    router_id lb1\n}\n")
                try topology.workspace.replace("lb1.conf", with: configuration())
                #expect(try await node.ctl("reload").exitCode == 0)
                #expect(try await services(topology) == [ours, foreign])
                try await node.stop()
                #expect(try await services(topology) == [foreign])
            }
        }

        @Test("F31: a damaged memory is said, and nothing is taken for ours that may not be")
        func damaged() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration(second: true))
                #expect(try await node.leave() == 0)
                try topology.workspace.write("swiftlvsd services 1\nown tcp/192.0.2.200:80\n", to: "lb1.run/services")
                try await node.start(configuration: configuration())
                #expect(try await services(topology) == [ours, "TCP 192.0.2.101:80", foreign])
                #expect(try node.log.contains("lb1.run/services cannot be read"), "\(node.logTail())")
                try await node.stop()
            }
        }

        @Test("a weight set lower by hand is an override still after a restart")
        func overrideOverRestart() async throws {
            try await play { topology, node in
                try await node.start(configuration: configuration())
                try await ipvsadm("-e", "-t", "192.0.2.100:80", "-r", "10.0.0.11:80", "-m", "-w", "0", in: topology)
                try await eventually("the override in the answer", within: Lab.patience) {
                    try await node.ctl("--json", "services").output.contains("weight 0 set by hand")
                }
                #expect(try await node.leave() == 0)
                try await node.start(configuration: configuration())
                #expect(try await node.ctl("--json", "services").output.contains("weight 0 set by hand"))
                let table = try await KernelTable.read(in: topology.nodes[0].namespace)
                #expect(table.weights(of: ours) == ["10.0.0.11:80": 0])
                try await node.stop()
            }
        }
    }
}
