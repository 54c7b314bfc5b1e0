import ControlMessages
import Deadlines
import LabScenario
import Polling
import Testing

extension Lab {
    @Suite("What is there after a crash and a restart")
    struct CrashedPredecessorTests {
        private func holds(_ topology: TwoNodeTopology) async throws -> Bool {
            try await topology.holdsAddresses(topology.nodes[0])
        }

        private func state(_ node: SwiftLVSDNode, is state: VRRPStateText) async throws {
            try await eventually("\(node.name) is \(state)", within: Lab.patience) {
                try await node.instance().state == state
            }
        }

        @Test("an owner of addresses that was killed has them for good after its restart")
        func owner() async throws {
            try await Lab.play { topology in
                let configuration = NodeConfigurationText(routerName: "lb1", priority: 255)
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration.vrrpOnly)
                try await eventually("lb1 is master", within: Lab.patience) { try await holds(topology) }
                let watch = Lab.watchAddress(of: topology)
                try await node.crash()
                try await node.start(configuration: configuration.vrrpOnly)
                try await state(node, is: .master)
                try await Task.sleep(for: .seconds(15))
                watch.cancel()
                #expect(await watch.value, "the virtual address was missing")
                #expect(try await holds(topology))
                try await node.stop()
                #expect(try await !holds(topology))
            }
        }

        @Test("a killed node that waits in INIT after its restart keeps its addresses meanwhile")
        func waitInInitialize() async throws {
            try await Lab.play { topology in
                var configuration = NodeConfigurationText(routerName: "lb1", priority: 150)
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration.vrrpOnly)
                try await eventually("lb1 is master", within: Lab.patience) { try await holds(topology) }
                let watch = Lab.watchAddress(of: topology)
                try await node.crash()
                configuration.more = "global_defs {\n    vrrp_startup_delay 3\n}\n"
                try await node.start(configuration: configuration.vrrpOnly)
                #expect(try await node.instance().state == .initialize)
                try await state(node, is: .master)
                try await Task.sleep(for: .seconds(11))
                watch.cancel()
                #expect(await watch.value, "the virtual address was missing")
            }
        }

        @Test("a reload of a master to a virtual MAC and to a lifetime leaves each address in one place, with its end")
        func reload() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                func lines() async throws -> [Substring] {
                    try await Command("ip", "-netns", namespace.name, "-oneline", "-4", "address", "show").succeed()
                        .split(separator: "\n").filter { $0.contains(TwoNodeTopology.virtualAddress) }
                }
                var configuration = NodeConfigurationText(routerName: "lb1", priority: 150)
                configuration.instanceLines = "vip_lifetime 0"
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration.vrrpOnly)
                try await eventually("lb1 is master", within: Lab.patience) { try await holds(topology) }
                configuration.instanceLines = "vip_lifetime 8"
                try topology.workspace.write(configuration.vrrpOnly, to: "lb1.conf")
                #expect(try await node.ctl("reload").exitCode == 0)
                try await eventually("the address has a lifetime", within: Lab.patience) {
                    try await lines().contains { $0.contains("dynamic") }
                }
                configuration.instanceLines = "vip_lifetime 8\nuse_vmac"
                try topology.workspace.write(configuration.vrrpOnly, to: "lb1.conf")
                #expect(try await node.ctl("reload").exitCode == 0)
                try await eventually("the address is on the interface with the virtual MAC", within: Lab.patience) {
                    try await lines().contains { $0.contains("vrrp.51") }
                }
                #expect(try await lines().count == 1)
                #expect(try await node.instance().state == .master)
            }
        }
    }
}
