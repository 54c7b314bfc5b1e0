import ControlMessages
import LabScenario
import Testing

extension Lab {
    @Suite("Unicast peers and no interface")
    struct FoundInterfaceTests {
        private func configuration(_ topology: TwoNodeTopology) -> String {
            """
            vrrp_instance A {
                virtual_router_id 51
                unicast_src_ip \(topology.nodes[0].frontAddress)
                unicast_peer {
                    \(topology.nodes[1].frontAddress)
                }
                virtual_ipaddress {
                    \(TwoNodeTopology.virtualAddress)/24
                }
            }

            """
        }

        private func isMaster(_ node: SwiftLVSDNode, in topology: TwoNodeTopology) async throws {
            #expect(try await node.instance("A").interface == "front")
            try await eventually("it is master", within: Lab.patience) {
                try await topology.nodes[0].namespace.holds(TwoNodeTopology.virtualAddress, on: "front")
            }
        }

        @Test("the interface that has the source address is taken")
        func found() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration(topology))
                try await isMaster(node, in: topology)
            }
        }

        @Test("it is looked for in the namespace that the file names, wherever the daemon is started")
        func inNamespace() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 1)
                let text = "net_namespace \(topology.nodes[0].namespace.name)\n" + configuration(topology)
                try await node.start(configuration: text)
                try await isMaster(node, in: topology)
                #expect(try await node.ctl("reload").exitCode == 0)
            }
        }
    }
}
