import Addresses
import Deadlines
import Glibc
import LabScenario
import Testing

extension Lab {
    @Suite("Captures and recordings of living nodes")
    struct CaptureTests {
        private let source = IPv4Address(192, 0, 2, 200)

        private func forged(_ version: UInt8, _ change: (inout ForgedAdvertisement) -> Void) -> ForgedAdvertisement {
            var advertisement = ForgedAdvertisement(
                version: version, from: source, addresses: [IPv4Address(192, 0, 2, 100), IPv4Address(10, 0, 0, 254)])
            advertisement.priority = 50
            change(&advertisement)
            return advertisement
        }

        @Test("what is wrong on a link is named, and tcpdump reads what was written")
        func namesFaults() async throws {
            try await Lab.play { topology in
                let workspace = try Workspace("capture-\(getpid())")
                defer { workspace.remove() }
                let node = topology.swiftlvsd(on: 0)
                try await node.start(
                    configuration: NodeConfigurationText(routerName: "lb1", priority: 100).vrrpOnly)
                let ctl = Executables.path(of: "swiftlvsctl")
                let file = workspace.path("link.pcap")
                let capture = try await BackgroundProcess.start(
                    Command(
                        ctl, "--socket", node.socket, "capture", "-i", "front", "-w", file,
                        in: topology.nodes[0].namespace),
                    logFile: workspace.path("capture"))
                try await eventually("the capture runs", within: Lab.patience) {
                    try workspace.read("capture").contains("# front (Ethernet), compared with")
                }
                try await Lab.waitForMaster(0, of: topology)
                try await topology.client.send(
                    [
                        forged(2) { $0.hasWrongChecksum = true }, forged(2) { $0.timeToLive = 64 },
                        forged(2) { $0.length = 8 }, forged(2) { $0.addresses = [IPv4Address(198, 51, 100, 1)] },
                        forged(3) { $0.priority = 40 },
                    ], outOf: "front")
                let words = [
                    "first heard", "ARP 192.0.2.100 is at", "bad checksum", "TTL or hop limit 64", "truncated: 8 bytes",
                    "duplicate VRID", "TWO MASTERS", "version mismatch", "is configured with version 2",
                ]
                try await eventually("each fault is named", within: Lab.patience) {
                    let text = try workspace.read("capture")
                    return words.allSatisfy { text.contains($0) }
                }
                #expect(try await capture.stop(signal: SIGINT) == 1)

                let lines = try workspace.read("capture").split(separator: "\n").filter { !$0.hasPrefix("#") }
                let tcpdump = try await Command("tcpdump", "-tt", "-n", "-e", "-vv", "-r", file).succeed()
                let packets = CapturedPacket.all(in: tcpdump)
                #expect(packets.count == lines.count)
                #expect(
                    packets.filter { $0.text.contains("VRRPv") }.count == lines.filter { $0.contains("VRRP") }.count)
                // tcpdump sums up the one that was cut off, too.
                #expect(packets.filter { $0.text.contains("bad vrrp cksum") }.count == 2)
                // Read back without a daemon to compare with, the lines are the same but for that.
                let again = try await Command(ctl, "capture", "-r", file).run()
                let reread = again.output.split(separator: "\n").filter { !$0.hasPrefix("#") }
                #expect(reread.count == lines.count)
                #expect(zip(reread, lines).allSatisfy { $0.prefix(60) == $1.prefix(60) })
            }
        }

        @Test("a recording of a takeover replays without a difference")
        func recording() async throws {
            try await Lab.play { topology in
                let workspace = try Workspace("recording-\(getpid())")
                defer { workspace.remove() }
                let nodes = [topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1)]
                try await nodes[1].start(
                    configuration: NodeConfigurationText(routerName: "lb2", priority: 100).vrrpOnly)
                let ctl = Executables.path(of: "swiftlvsctl")
                let file = workspace.path("takeover.jsonl")
                let record = try await BackgroundProcess.start(
                    Command(ctl, "--socket", nodes[1].socket, "record", "-w", file), logFile: workspace.path("record"))
                try await eventually("the recording runs", within: Lab.patience) {
                    workspace.exists("takeover.jsonl")
                        ? try workspace.read("takeover.jsonl").contains(#""recording":1"#) : false
                }
                #expect(try await nodes[1].ctl("record").exitCode == 1)
                try await nodes[0].start(
                    configuration: NodeConfigurationText(routerName: "lb1", priority: 150).vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                try await nodes[0].crash()
                try await eventually("lb2 takes over again", within: Lab.patience) {
                    let text = try workspace.read("takeover.jsonl")
                    return text.ranges(of: "BACKUP to MASTER: no advertisement within").count == 2
                }
                // The stop itself is part of the recording, which ends with the daemon.
                try await nodes[1].stop()
                #expect(try await record.stop(signal: 0) == 0)
                let text = try workspace.read("takeover.jsonl")
                #expect(text.contains("MASTER to BACKUP"))
                #expect(text.contains("MASTER to INIT: shut down"))
                #expect(!text.contains("dropped"))
                let replay = try await Command(ctl, "replay", file).run()
                #expect(replay.exitCode == 0, "\(replay.output)\(replay.errors)")
                #expect(replay.output.contains("0 differ"))
            }
        }
    }
}
