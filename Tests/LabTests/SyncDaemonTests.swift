import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Connections told to the other node: lvs_sync_daemon, lvs_timeouts")
    struct SyncDaemonTests {
        private func configuration(_ globals: String, instance: String = "", priority: Int = 100) -> String {
            """
            global_defs {
                \(globals)
            }
            vrrp_instance V {
                state BACKUP
                interface front
                virtual_router_id 51
                priority \(priority)
                advert_int 0.2
                version 3
                \(instance)
                virtual_ipaddress {
                    192.0.2.100/24
                }
            }
            virtual_server 192.0.2.100 80 {
                lvs_sched rr
                lvs_method NAT
                protocol TCP
                real_server 10.0.0.11 80 {
                }
            }

            """
        }

        private func output(_ words: String..., on index: Int, of topology: TwoNodeTopology) async throws -> [String] {
            try await Command(["ipvsadm"] + words, in: topology.nodes[index].namespace).succeed()
                .split(separator: "\n").map(String.init)
        }

        private func expectDaemons(
            _ wanted: [String], on index: Int, of topology: TwoNodeTopology, _ what: String
        ) async throws {
            try await eventually(what, within: Lab.patience) {
                try await output("--list", "--daemon", on: index, of: topology) == wanted
            }
        }

        private func daemon(_ role: String, _ syncID: Int) -> String {
            "\(role) sync daemon (mcast=back, syncid=\(syncID), maxlen=1472, group=224.0.0.81, port=8848, ttl=1)"
        }

        @Test("the daemon of the instance's role runs, and changes with it; at the stop there is none")
        func followed() async throws {
            try await Lab.play(realServers: 0) { topology in
                let (first, second) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
                try await first.start(configuration: configuration("lvs_sync_daemon back V", priority: 150))
                try await expectDaemons([daemon("master", 51)], on: 0, of: topology, "the master tells")
                try await second.start(configuration: configuration("lvs_sync_daemon back V"))
                try await expectDaemons([daemon("backup", 51)], on: 1, of: topology, "the backup listens")
                #expect(try await first.stop() == 0)
                try await expectDaemons([], on: 0, of: topology, "none is left")
                try await expectDaemons([daemon("master", 51)], on: 1, of: topology, "the successor tells")
                try await first.start(configuration: configuration("lvs_sync_daemon back V", priority: 150))
                try await expectDaemons([daemon("master", 51)], on: 0, of: topology, "the master is back")
                try await expectDaemons([daemon("backup", 51)], on: 1, of: topology, "the backup listens again")
            }
        }

        @Test("the daemons are those of Debian's keepalived with the same line, with an instance and without")
        func asKeepalived() async throws {
            try await Lab.play(realServers: 0) { topology in
                for (line, instance) in [
                    ("lvs_sync_daemon back id 4", ""),
                    ("lvs_sync_daemon back inst V id 9 port 9000 ttl 3 group 224.0.0.90", ""),
                    // Here the number is the VRID, there it is 0.
                    ("lvs_sync_daemon back V", ""), ("", "lvs_sync_daemon_interface back"),
                ] {
                    let text = configuration(line, instance: instance)
                    let (ours, theirs) = (topology.swiftlvsd(on: 0), topology.keepalived(on: 0))
                    try await theirs.start(configuration: text)
                    try await eventually("keepalived is master", within: Lab.patience) {
                        try await output("--list", "--daemon", on: 0, of: topology).contains { $0.hasPrefix("master") }
                    }
                    let wanted = try await output("--list", "--daemon", on: 0, of: topology)
                    try await theirs.stop()
                    try await ours.start(configuration: text)
                    try await expectDaemons(wanted, on: 0, of: topology, line + instance)
                    #expect(try await ours.stop() == 0)
                }
            }
        }

        @Test("timeouts hold while the daemon runs, follow a reload, and are afterwards what they were")
        func timeouts() async throws {
            try await Lab.play(realServers: 0) { topology in
                func timeouts() async throws -> String {
                    try await output("--list", "--timeout", on: 0, of: topology).last ?? ""
                }
                let before = try await timeouts()
                #expect(before == "Timeout (tcp tcpfin udp): 900 120 300")
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration("lvs_timeouts tcp 700 udp 33"))
                #expect(try await timeouts() == "Timeout (tcp tcpfin udp): 700 120 33")
                try topology.workspace.write(configuration("lvs_timeouts tcpfin 60"), to: "lb1.conf")
                #expect(try await node.ctl("reload").exitCode == 0)
                #expect(try await timeouts() == "Timeout (tcp tcpfin udp): 900 60 300")
                #expect(try await node.stop() == 0)
                #expect(try await timeouts() == before)
            }
        }

        @Test("a daemon whose interface is missing is a problem that ends when the interface comes")
        func missingInterface() async throws {
            try await Lab.play(realServers: 0) { topology in
                let (node, namespace) = (topology.swiftlvsd(on: 0), topology.nodes[0].namespace)
                try await node.start(configuration: configuration("lvs_sync_daemon sync0 id 1"))
                #expect(try await node.status().problems.contains { $0.code == "sync_daemon" })
                try await namespace.ip("link add sync0 type veth peer name sync1", "link set sync0 up")
                try await eventually("both daemons run", within: Lab.patience) {
                    try await output("--list", "--daemon", on: 0, of: topology).count == 2
                }
                try await eventually("nothing is wrong", within: Lab.patience) {
                    try await !node.status().problems.contains { $0.code == "sync_daemon" }
                }
            }
        }
    }
}
