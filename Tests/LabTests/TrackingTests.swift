import ControlMessages
import Deadlines
import LabScenario
import Synchronization
import Testing

extension Lab {
    @Suite("Trackers decide about a real address")
    struct TrackingTests {
        /// A configuration with one thing tracked.
        private func configuration(_ name: String, priority: Int, blocks: String, lines: String) -> String {
            var text = NodeConfigurationText(routerName: name, priority: priority)
            text.instanceLines = lines
            return "global_defs {\nscript_user root\nenable_script_security\n}\n" + blocks + text.vrrpOnly
        }

        private func plain(_ name: String, priority: Int) -> String {
            NodeConfigurationText(routerName: name, priority: priority).vrrpOnly
        }

        /// Plays: the first node, with the tracker, is master; `spoil` takes the mastership from it, `mend` gives it back.
        private func play(
            blocks: (TwoNodeTopology) throws -> String, lines: String, reason: String,
            spoil: (TwoNodeTopology) async throws -> Void, mend: (TwoNodeTopology) async throws -> Void,
            prepare: (TwoNodeTopology) async throws -> Void = { _ in }
        ) async throws {
            try await Lab.play { topology in
                try await prepare(topology)
                let tracked = topology.swiftlvsd(on: 0)
                let peer = topology.keepalived(on: 1)
                try await peer.start(configuration: plain("lb2", priority: 100))
                try await tracked.start(
                    configuration: configuration("lb1", priority: 110, blocks: try blocks(topology), lines: lines))
                try await Lab.waitForMaster(0, of: topology)
                try await spoil(topology)
                try await Lab.waitForMaster(1, of: topology)
                let entry = try await tracked.instance()
                #expect(entry.priority.base == 110)
                #expect(entry.priority.reasons.contains { $0.contains(reason) }, "\(entry.priority)")
                try await mend(topology)
                try await Lab.waitForMaster(0, of: topology)
                #expect(try await tracked.instance().priority.effective == 110)
            }
        }

        @Test("a script that fails takes its weight off the priority, and the peer takes over")
        func script() async throws {
            try await play(
                blocks: { topology in
                    """
                    vrrp_script chk {
                        script "/usr/bin/test -e \(topology.workspace.path("good"))"
                        interval 0.2
                        weight -20
                    }

                    """
                }, lines: "track_script {\nchk\n}", reason: "track_script chk -20",
                spoil: { try await Command("rm", "-f", $0.workspace.path("good")).succeed() },
                mend: { _ = try $0.workspace.write("", to: "good") },
                prepare: { _ = try $0.workspace.write("", to: "good") })
        }

        @Test("a script without a weight that hangs is FAULT, and is ended with its children")
        func hanging() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                let marker = 123_456
                try topology.workspace.write(
                    "#!/bin/sh\ntrap '' TERM\nsleep \(marker) &\nwait\nsleep \(marker)\n", to: "hang")
                try await Command("chmod", "755", topology.workspace.path("hang")).succeed()
                let blocks = """
                    vrrp_script chk {
                        script "\(topology.workspace.path("hang"))"
                        interval 30
                        timeout 1
                    }

                    """
                try await node.start(
                    configuration: configuration("lb1", priority: 110, blocks: blocks, lines: "track_script {\nchk\n}"))
                try await eventually("FAULT", within: Lab.patience) { try await node.instance().state == .fault }
                #expect(try await node.instance().priority.reasons.contains { $0.contains("took too long") })
                try await eventually("nothing of it is left", within: Lab.patience) {
                    try await Command("pgrep", "-f", "^sleep \(marker)").run().exitCode == 1
                }
            }
        }

        @Test("a script that others may write to is refused with enable_script_security, by name, and holds nobody")
        func insecure() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                let trace = topology.workspace.path("trace")
                try topology.workspace.write("#!/bin/sh\necho run >> \(trace)\nexit 1\n", to: "open")
                try await Command("chmod", "777", topology.workspace.path("open")).succeed()
                let blocks = """
                    vrrp_script chk {
                        script "\(topology.workspace.path("open"))"
                        interval 0.2
                    }

                    """
                try await node.start(
                    configuration: configuration("lb1", priority: 110, blocks: blocks, lines: "track_script {\nchk\n}"))
                try await Lab.waitForMaster(0, of: topology)
                let problems = try await node.status().problems
                #expect(problems.contains { $0.code == "script_refused" && $0.message.contains("everybody may write") })
                #expect(!topology.workspace.exists("trace"))
            }
        }

        @Test("a tracked file's number moves the address")
        func file() async throws {
            try await play(
                blocks: { topology in
                    """
                    track_file maintenance {
                        file \(topology.workspace.path("maintenance"))
                    }

                    """
                }, lines: "track_file {\nmaintenance weight -1\n}", reason: "track_file maintenance -25",
                spoil: { _ = try $0.workspace.write("25\n", to: "maintenance") },
                mend: { _ = try $0.workspace.write("0\n", to: "maintenance") })
        }

        @Test("a process that ends takes its weight with it, and brings it back")
        func process() async throws {
            let processes = Mutex<[BackgroundProcess]>([])
            try await play(
                blocks: { _ in
                    """
                    vrrp_track_process proxy {
                        process sleep 98765
                        weight -20
                    }

                    """
                }, lines: "track_process {\nproxy\n}", reason: "track_process proxy -20",
                spoil: { _ in for process in processes.withLock({ $0 }) { try await process.stop() } },
                mend: { _ = try await $0.start(Command("sleep", "98765"), log: "sleep2.log") },
                prepare: {
                    let process = try await $0.start(Command("sleep", "98765"), log: "sleep.log")
                    processes.withLock { $0.append(process) }
                })
        }

        @Test("an interface that goes down takes its weight with it")
        func interface() async throws {
            try await play(
                blocks: { _ in "" }, lines: "track_interface {\nextra weight -20\n}",
                reason: "track_interface extra -20",
                spoil: { try await $0.nodes[0].namespace.ip("link set extra down") },
                mend: { try await $0.nodes[0].namespace.ip("link set extra up") },
                prepare: {
                    try await $0.nodes[0].namespace.ip(
                        "link add extra type veth peer name other", "link set other up", "link set extra up")
                })
        }

        @Test("a node whose servers all fail its checks yields to one whose servers answer, and takes back")
        func virtualServer() async throws {
            try await Lab.play(realServers: 1) { topology in
                var first = NodeConfigurationText(routerName: "lb1", priority: 150)
                first.realServers = [1: 1]
                first.instanceLines = "track_virtual_server {\n192.0.2.100:80\n}"
                var second = first
                second.priority = 100
                let tracked = topology.swiftlvsd(on: 0)
                let peer = topology.swiftlvsd(on: 1)
                try await tracked.start(configuration: first.text)
                try await peer.start(configuration: second.text)
                try await Lab.waitForMaster(0, of: topology)
                // The first node alone loses its way to the servers.
                try await topology.nodes[0].namespace.ip("route add unreachable 10.0.0.11")
                try await Lab.waitForMaster(1, of: topology)
                let reasons = try await tracked.instance().priority.reasons
                #expect(reasons.contains { $0.hasPrefix("track_virtual_server tcp/192.0.2.100:80 -253") }, "\(reasons)")
                try await topology.nodes[0].namespace.ip("route del unreachable 10.0.0.11")
                try await Lab.waitForMaster(0, of: topology)
            }
        }
    }
}
