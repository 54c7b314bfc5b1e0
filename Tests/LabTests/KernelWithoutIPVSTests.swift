import Deadlines
import FoundationEssentials
import LabScenario
import Testing

extension Lab {
    /// Runs in a machine of its own, `LAB_KERNEL=uml LAB_MODULES=ipv6 lab/run`: where another suite has been, the
    /// module is loaded.
    @Suite("A kernel that has no ip_vs")
    struct KernelWithoutIPVSTests {
        private static var isOffered: Bool {
            let modules = ProcessInfo.processInfo.environment["LAB_MODULES"] ?? "ip_vs"
            return !modules.split(separator: " ").contains("ip_vs")
        }

        private let configuration = NodeConfigurationText(routerName: "lb1", priority: 100)

        /// Plays on a kernel that does not have the module and cannot load it.
        private func play(_ scenario: (TwoNodeTopology, PacketCapture) async throws -> Void) async throws {
            try await Lab.play { topology in
                let capture = try await topology.capture(on: 0)
                let setting = "/proc/sys/kernel/modprobe"
                let loader = try ThreadFile.read(setting)
                try ThreadFile.write("/bin/false", to: setting)
                defer { try? ThreadFile.write(loader, to: setting) }
                let hasIPVS = (try? ThreadFile.read("/proc/net/ip_vs")) != nil
                try #require(!hasIPVS, "ip_vs is in this kernel: LAB_KERNEL=uml LAB_MODULES=ipv6 lab/run …")
                try await scenario(topology, capture)
            }
        }

        @Test(
            "with virtual services swiftlvsd ends with exit code 3, says what to do and touches nothing",
            .enabled(if: isOffered))
        func refused() async throws {
            try await play { topology, capture in
                let namespace = topology.nodes[0].namespace
                let addresses = try await namespace.addresses(of: "front") + namespace.addresses(of: "back")
                let node = topology.swiftlvsd(on: 0)
                try topology.workspace.write(configuration.text, to: "lb1.conf")

                let output = try await Command(node.commandLine(), in: namespace).run()
                #expect(output.exitCode == 3)
                #expect(output.errors.contains("modprobe ip_vs"), "\(output.errors)")
                #expect(try await namespace.addresses(of: "front") + namespace.addresses(of: "back") == addresses)
                #expect(!topology.workspace.exists("lb1.sock"))
                #expect(!topology.workspace.exists("lb1.pid"))
                #expect(try capture.packets.isEmpty)
            }
        }

        @Test("without virtual services it runs", .enabled(if: isOffered))
        func notNeeded() async throws {
            try await play { topology, _ in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration.vrrpOnly)
                try await Lab.waitForMaster(0, of: topology)
                #expect(try await node.stop() == 0)
            }
        }
    }
}
