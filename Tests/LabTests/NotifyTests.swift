import ControlMessages
import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("Scripts and FIFOs are told the same as by Debian's keepalived")
    struct NotifyTests {
        /// What one daemon told in the course of the scenario.
        private struct Record {
            var fifo: [String]
            var calls: [String]

            /// The lines about one instance or group, in their order.
            func fifo(of name: String) -> [String] { fifo.filter { $0.contains(" \"\(name)\" ") } }
            func calls(of name: String) -> [String] { calls.filter { $0.hasPrefix("[\(name)]") } }
        }

        private static let names = ["G", "V1", "V2", "V3", "V4"]

        private func configuration(_ workspace: Workspace, withAll: Bool) -> String {
            func scripts(_ name: String, _ words: [String]) -> String {
                words.map { "    \($0) \"\(workspace.path("told")) \(name) '\($0) x'\"\n" }.joined()
            }
            func instance(_ name: String, _ interface: String, _ number: Int, _ more: String) -> String {
                """
                vrrp_instance \(name) {
                    interface \(interface)
                    virtual_router_id \(50 + number)
                    priority \(100 + number)
                    advert_int 1
                    virtual_ipaddress {
                        192.0.2.\(100 + number)/24
                    }
                \(more)
                }

                """
            }
            let all = ["notify_master", "notify_backup", "notify_fault", "notify_stop", "notify"]
            var text = """
                global_defs {
                    script_user root
                    enable_script_security
                    vrrp_notify_fifo \(workspace.path("fifo"))
                    vrrp_notify_priority_changes true
                }
                track_file number {
                    file \(workspace.path("number"))
                    weight 1
                }
                vrrp_sync_group G {
                    group {
                        V1
                        V2
                    }
                \(scripts("G", all))
                }

                """
            text += instance("V1", "front", 1, scripts("V1", all)) + instance("V2", "back", 2, scripts("V2", all))
            guard withAll else { return text }
            let tracked = "    track_file {\n        number\n    }\n"
            return text + instance("V3", "front", 3, tracked + scripts("V3", all))
                + instance("V4", "front", 4, "    notify_deleted\n" + scripts("V4", ["notify"]))
        }

        /// Plays the scenario with one daemon on the first node.
        private func record(
            with daemon: any LoadBalancerDaemon, in topology: TwoNodeTopology
        ) async throws -> Record {
            let workspace = topology.workspace
            try workspace.write("0\n", to: "number")
            try workspace.write("", to: "calls")
            try workspace.write(
                """
                #!/bin/sh
                line=; for word in "$@"; do line="$line[$word]"; done
                echo "$line" >> \(workspace.path("calls"))

                """, to: "told")
            try await Command("chmod", "755", workspace.path("told")).succeed()
            let (_, reader) = try await topology.startFIFOReader()

            func wait(for line: String, times: Int = 1) async throws {
                try await eventually("\(daemon.programName) tells \(line) \(times) times", within: Lab.patience) {
                    try workspace.read("lines").split(separator: "\n").count { $0 == line } == times
                }
                // What belongs to it has come, too, and the scripts have run.
                try await Task.sleep(for: .seconds(1))
            }

            try await daemon.start(configuration: configuration(workspace, withAll: true))
            for number in 1...4 { try await wait(for: "INSTANCE \"V\(number)\" MASTER \(100 + number)") }
            try workspace.write("5\n", to: "number")
            try await wait(for: "INSTANCE \"V3\" MASTER_PRIORITY 108")
            // keepalived does not take a number that counted off a priority in FAULT.
            try workspace.write("0\n", to: "number")
            try await wait(for: "INSTANCE \"V3\" MASTER_PRIORITY 103")
            try workspace.write("-254\n", to: "number")
            try await Task.sleep(for: .seconds(1))
            try workspace.write("0\n", to: "number")
            try await wait(for: "INSTANCE \"V3\" MASTER 103", times: 2)
            try await topology.nodes[0].namespace.ip("link set back down")
            try await wait(for: "GROUP \"G\" FAULT 0")
            try await topology.nodes[0].namespace.ip("link set back up")
            try await wait(for: "GROUP \"G\" MASTER 0", times: 2)
            try workspace.write(
                configuration(workspace, withAll: false), to: "\(topology.nodes[0].name).conf")
            daemon.send(SIGHUP)
            try await eventually("\(daemon.programName) tells that V4 is gone", within: Lab.patience) {
                try workspace.read("calls").contains("[V4][notify x][INSTANCE][V4][DELETED]")
            }
            try await Task.sleep(for: .seconds(1))
            try await daemon.stop()
            try await Task.sleep(for: .seconds(1))
            try await reader.stop()
            return Record(
                fifo: try workspace.read("lines").split(separator: "\n").map(String.init),
                calls: try workspace.read("calls").split(separator: "\n").map(String.init))
        }

        @Test("F41: the same lines and calls for each instance and group, and ours in order")
        func same() async throws {
            var records: [Record] = []
            try await Lab.play { topology in
                records.append(try await record(with: topology.keepalived(on: 0), in: topology))
            }
            try await Lab.play { topology in
                records.append(try await record(with: topology.swiftlvsd(on: 0), in: topology))
            }
            try #require(records.count == 2)
            let (theirs, ours) = (records[0], records[1])
            for name in Self.names {
                #expect(ours.fifo(of: name) == theirs.fifo(of: name))
                // keepalived starts scripts and does not wait for them: their order is chance.
                #expect(ours.calls(of: name).sorted() == theirs.calls(of: name).sorted())
            }
            for name in Self.names {
                let calls = ours.calls(of: name)
                let states = calls.compactMap { call in
                    ["MASTER", "BACKUP", "FAULT", "STOP", "DELETED"].first { call.contains("[\($0)]") }
                }
                let told = ours.fifo(of: name).compactMap { line in
                    line.split(separator: " ").dropFirst(2).first.map(String.init)
                }.filter { !$0.contains("_") }
                #expect(states == told)
            }
        }

        @Test("an instance that gets another name at a reload stays master and is not told as gone")
        func renamed() async throws {
            try await Lab.play { topology in
                let workspace = topology.workspace
                try workspace.write("", to: "calls")
                try workspace.write(
                    "#!/bin/sh\necho \"$2 $3\" >> \(workspace.path("calls"))\n", to: "told")
                try await Command("chmod", "755", workspace.path("told")).succeed()
                func text(_ name: String) -> String {
                    """
                    global_defs {
                        script_user root
                        enable_script_security
                    }
                    vrrp_instance \(name) {
                        interface front
                        virtual_router_id 51
                        priority 150
                        virtual_ipaddress {
                            192.0.2.100/24
                        }
                        notify "\(workspace.path("told"))"
                    }

                    """
                }
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: text("OLD"))
                try await eventually("OLD is master", within: Lab.patience) {
                    try await node.instance().state == .master
                }
                try workspace.write(text("NEW"), to: "\(node.name).conf")
                node.send(SIGHUP)
                try await eventually("the instance is called NEW", within: Lab.patience) {
                    try await node.control("/v1/vrrp").contains("\"NEW\"")
                }
                #expect(try await node.instance().state == .master)
                try await node.stop()
                try await eventually("the stop is told", within: Lab.patience) {
                    try workspace.read("calls").contains("NEW STOP")
                }
                #expect(
                    try workspace.read("calls").split(separator: "\n")
                        == ["OLD BACKUP", "OLD MASTER", "NEW STOP"])
            }
        }

        @Test("an instance that gets another VRID at a reload is told as ended, then as it begins, as by keepalived")
        func another() async throws {
            var told: [[String]] = []
            for index in 0..<2 {
                try await Lab.play(realServers: 0) { topology in
                    let (fifo, _) = try await topology.startFIFOReader()
                    func text(_ virtualRouterID: Int) -> String {
                        """
                        global_defs {
                            vrrp_notify_fifo \(fifo)
                        }
                        vrrp_instance V {
                            state BACKUP
                            interface front
                            virtual_router_id \(virtualRouterID)
                            priority 150
                            virtual_ipaddress {
                                192.0.2.100/24
                            }
                        }

                        """
                    }
                    func wait(for masters: Int, _ what: String) async throws {
                        try await eventually(what, within: Lab.patience) {
                            try topology.workspace.read("lines").split(separator: "\n")
                                .count { $0.contains("MASTER") } == masters
                        }
                    }
                    let daemon: any LoadBalancerDaemon =
                        index == 0 ? topology.keepalived(on: 0) : topology.swiftlvsd(on: 0)
                    try await daemon.start(configuration: text(51))
                    try await wait(for: 1, "V is master")
                    try topology.workspace.write(text(52), to: "\(topology.nodes[0].name).conf")
                    daemon.send(SIGHUP)
                    try await wait(for: 2, "V is master again")
                    told.append(try topology.workspace.read("lines").split(separator: "\n").map(String.init))
                    try await daemon.stop()
                }
            }
            #expect(told.first == told.last)
            #expect(told.last?.contains("INSTANCE \"V\" FAULT 150") == true)
        }

        @Test("F41: a notify script that hangs holds up neither the election nor, in the end, the last state")
        func hanging() async throws {
            try await Lab.play { topology in
                let workspace = topology.workspace
                try workspace.write(
                    "#!/bin/sh\necho \"$3\" >> \(workspace.path("calls"))\n[ \"$3\" = MASTER ] && sleep 100000\n",
                    to: "slow")
                try await Command("chmod", "755", workspace.path("slow")).succeed()
                try workspace.write("", to: "calls")
                var text = NodeConfigurationText(routerName: "lb1", priority: 150)
                text.instanceLines = "notify \"\(workspace.path("slow"))\""
                let node = topology.swiftlvsd(on: 0)
                try await node.start(
                    configuration: "global_defs {\nscript_user root\nenable_script_security\n}\n" + text.vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                try await topology.nodes[0].namespace.ip("link set front down")
                try await eventually("FAULT", within: Lab.patience) { try await node.instance().state == .fault }
                try await topology.nodes[0].namespace.ip("link set front up")
                try await Lab.waitForMaster(0, of: topology)
                try await topology.nodes[0].namespace.ip("link set front down")
                var told: [String] = []
                try await eventually("all states are told", within: .seconds(180)) {
                    told = try workspace.read("calls").split(separator: "\n").map(String.init)
                    return told.count >= 6
                }
                #expect(told == ["BACKUP", "MASTER", "FAULT", "BACKUP", "MASTER", "FAULT"])
            }
        }

        @Test("lines about services are keepalived's")
        func services() async throws {
            var lines: [[String]] = []
            for index in 0..<2 {
                try await Lab.play(realServers: 1) { topology in
                    let workspace = topology.workspace
                    let (fifo, _) = try await topology.startFIFOReader()
                    var text = NodeConfigurationText(routerName: "lb1", priority: 150)
                    text.realServers = [1: 1]
                    text.check = "TCP_CHECK {\nconnect_timeout 1\n}"
                    let globals =
                        "global_defs {\nscript_user root\nenable_script_security\nlvs_notify_fifo \(fifo)\n}\n"
                    let daemon: any LoadBalancerDaemon =
                        index == 0 ? topology.keepalived(on: 0) : topology.swiftlvsd(on: 0)
                    try await daemon.start(configuration: globals + text.serviceOnly)
                    func wait(for count: Int) async throws {
                        try await eventually("\(daemon.programName) tells \(count) lines", within: Lab.patience) {
                            try workspace.read("lines").utf8.count { $0 == 0x0A } == count
                        }
                    }
                    try await wait(for: 1)
                    try await topology.servers[0].crash()
                    try await wait(for: 3)
                    try await topology.servers[0].start()
                    try await wait(for: 5)
                    lines.append(try workspace.read("lines").split(separator: "\n").map(String.init))
                    try await daemon.stop()
                }
            }
            try #require(lines.count == 2)
            // Which of the two comes first at the servers' return is the daemon's own affair.
            #expect(lines[1].prefix(3) == lines[0].prefix(3))
            #expect(lines[1].sorted() == lines[0].sorted())
        }
    }
}
