import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("The kernel's IPVS settings: lvs_sysctl")
    struct SysctlTests {
        private let expireNodestConn = "expire_nodest_conn"
        private let expireQuiescentTemplate = "expire_quiescent_template"
        private let syncThreshold = "sync_threshold"

        private func configuration(_ settings: String..., services: String = "") -> String {
            """
            global_defs {
                ipvs_audit_interval 1
                lvs_sysctl {
                    \(settings.joined(separator: "\n        "))
                }
            }
            \(services)

            """
        }

        private func value(_ name: String, on index: Int = 0, of topology: TwoNodeTopology) async throws -> String {
            try await topology.nodes[index].namespace.onThread("read \(name)") {
                try ThreadFile.read("/proc/sys/net/ipv4/vs/\(name)")
            }.replacing("\t", with: " ").replacing("\n", with: "")
        }

        private func expect(_ name: String, _ wanted: String, _ topology: TwoNodeTopology) async throws {
            try await eventually("\(name) is \(wanted)", within: Lab.patience) {
                try await value(name, of: topology) == wanted
            }
        }

        @Test("values are set in the daemon's own namespace without services, and stay when it stops")
        func set() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                let defaults = try await value(syncThreshold, on: 1, of: topology)
                try await node.start(configuration: configuration("expire_nodest_conn 1", "sync_threshold 3 40"))
                try await expect(expireNodestConn, "1", topology)
                try await expect(syncThreshold, "3 40", topology)
                #expect(try await value(expireNodestConn, on: 1, of: topology) == "0")
                #expect(try await value(syncThreshold, on: 1, of: topology) == defaults)
                #expect(try await node.status().healthy)
                #expect(try node.log.contains("expire_nodest_conn: 0 to 1"))
                #expect(try await node.stop() == 0)
                #expect(try await value(expireNodestConn, of: topology) == "1")
            }
        }

        @Test("what somebody else changes comes back within the audit interval, and at once with a verification")
        func audited() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration("expire_nodest_conn 1"))
                try await expect(expireNodestConn, "1", topology)
                try await namespace.set("ipv4/vs/expire_nodest_conn", to: "0")
                try await expect(expireNodestConn, "1", topology)
                try await eventually("the log tells", within: Lab.patience) {
                    try node.log.contains("expire_nodest_conn: 0 to 1, somebody else changed it")
                }

                let slow = configuration("expire_nodest_conn 1").replacing("interval 1", with: "interval 3600")
                try topology.workspace.write(slow, to: "lb1.conf")
                #expect(try await node.ctl("reload").exitCode == 0)
                try await namespace.set("ipv4/vs/expire_nodest_conn", to: "0")
                let answer = try await node.ctl("services", "--verify")
                #expect(answer.output.contains("expire_nodest_conn: 0 to 1"), "\(answer)")
                #expect(try await value(expireNodestConn, of: topology) == "1")
            }
        }

        @Test("a reload sets what is new, and leaves what was dropped as it is")
        func reload() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration("expire_nodest_conn 1"))
                try await expect(expireNodestConn, "1", topology)
                try topology.workspace.write(configuration("sync_threshold 2 30"), to: "lb1.conf")
                node.send(SIGHUP)
                try await expect(syncThreshold, "2 30", topology)
                #expect(try await value(expireNodestConn, of: topology) == "1")
                #expect(try node.log.contains("expire_nodest_conn is no longer in lvs_sysctl"))
            }
        }

        @Test("F53: where /proc/sys is read-only, what could not be set is named once, and the services are there")
        func readOnly() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                let service = """
                    virtual_server 192.0.2.100 80 {
                        lb_algo rr
                        lb_kind NAT
                        protocol TCP
                        real_server 10.0.0.11 80 {
                        }
                    }
                    """
                let script = "mount --bind /proc/sys /proc/sys && mount -o remount,bind,ro /proc/sys && exec \"$@\""
                try await node.start(
                    configuration: configuration("expire_nodest_conn 1", services: service),
                    through: ["unshare", "--mount", "--propagation", "private", "sh", "-c", script, "sh"])
                try await eventually("the service", within: Lab.patience) {
                    try await KernelTable.read(in: topology.nodes[0].namespace).services.count == 1
                }
                // Several audits.
                try await Task.sleep(for: .seconds(4))
                let problems = try await node.status().problems
                #expect(problems.map(\.location) == ["lvs_sysctl expire_nodest_conn"])
                let message = try #require(problems.first?.message)
                #expect(message.contains("/proc/sys/net/ipv4/vs/expire_nodest_conn cannot be set to 1: Read-only"))
                #expect(try node.log.split(separator: "\n").count { $0.contains("cannot be set to 1") } == 1)
                #expect(try await value(expireNodestConn, of: topology) == "0")
            }
        }

        @Test("persistence with inhibit_on_failure is a problem until expire_quiescent_template is 1")
        func persistence() async throws {
            try await Lab.play(realServers: 1) { topology in
                let service = """
                    virtual_server 192.0.2.100 80 {
                        lb_algo rr
                        lb_kind NAT
                        protocol TCP
                        persistence_timeout 60
                        inhibit_on_failure
                        real_server 10.0.0.11 80 {
                            TCP_CHECK {
                            }
                        }
                    }
                    """
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration("sync_threshold 3 40", services: service))
                let problem = try #require(try await node.status().problems.first { $0.code == "ipvs_sysctl_harmful" })
                #expect(problem.location == expireQuiescentTemplate)
                #expect(problem.message.contains("TCP 192.0.2.100:80"))
                let mended = configuration("expire_quiescent_template 1", services: service)
                try topology.workspace.write(mended, to: "lb1.conf")
                #expect(try await node.ctl("reload").exitCode == 0)
                try await expect(expireQuiescentTemplate, "1", topology)
                #expect(try await node.status().healthy)
            }
        }
    }
}
