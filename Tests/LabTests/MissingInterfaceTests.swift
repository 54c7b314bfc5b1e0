import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Instances whose interface is not there")
    struct MissingInterfaceTests {
        /// 224.0.0.18 as /proc/net/igmp writes it.
        private static let group = "120000E0"

        private func configuration(interface: String) -> String {
            """
            vrrp_instance VI_1 {
                interface \(interface)
                version 3
                virtual_router_id 51
                priority 150
                advert_int 0.2
                virtual_ipaddress {
                    192.0.2.100/24
                }
            }

            """
        }

        private func state(_ node: SwiftLVSDNode, is state: VRRPStateText) async throws {
            try await eventually("\(node.name) is \(state)", within: Lab.patience) {
                try await node.instance().state == state
            }
        }

        private func expectFault(_ node: SwiftLVSDNode, _ reason: String) async throws {
            try await eventually("FAULT: \(reason)", within: Lab.patience) {
                let instance = try await node.instance()
                return instance.state == .fault && instance.priority.reasons.contains("FAULT: \(reason)")
            }
            #expect(try await node.ctl("vrrp", "VI_1").output.contains(reason))
        }

        /// The interfaces of a namespace that are in VRRP's group.
        private func members(_ namespace: NetworkNamespace) async throws -> [String] {
            let table = try await namespace.onThread("igmp") { try ThreadFile.read("/proc/thread-self/net/igmp") }
            var members: [String] = []
            var interface = ""
            for line in table.split(separator: "\n") {
                let words = line.split { " \t:".contains($0) }
                if line.first?.isNumber == true, words.count > 1 { interface = String(words[1]) }
                if words.first.map(String.init) == Self.group { members.append(interface) }
            }
            return members
        }

        /// An interface with this index that leads nowhere, as a card that is put in.
        private func plugIn(_ name: String, index: Int, _ namespace: NetworkNamespace) async throws {
            try await namespace.ip(
                "link add \(name) index \(index) type veth peer name beyond\(index)",
                "address add 192.0.2.7/24 dev \(name)", "link set beyond\(index) up", "link set \(name) up")
        }

        @Test("VR-66: one that is missing at the start, one that goes, and one that returns under another index")
        func appears() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: configuration(interface: "late"))
                try await expectFault(node, "late: the interface does not exist")
                for index in [901, 902] {
                    try await plugIn("late", index: index, namespace)
                    try await state(node, is: .master)
                    #expect(try await namespace.holds(TwoNodeTopology.virtualAddress, on: "late"))
                    #expect(try await members(namespace) == ["late"])
                    #expect(try await node.instance().priority.reasons == [])
                    try await namespace.ip("link delete late")
                    try await expectFault(node, "late: the interface does not exist")
                }
                let states = try await node.instance().transitions.map(\.to)
                // A backup each time, and master only after nobody was heard.
                let turns: [VRRPStateText] = [.backup, .master, .fault]
                #expect(Array(states.suffix(6)) == turns + turns, "\(states)")
            }
        }

        @Test("VR-66, VR-79: one that is down, renamed and renamed back hears the peer again")
        func renamed() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                let (node, peer) = (topology.swiftlvsd(on: 0), topology.swiftlvsd(on: 1))
                try await node.start(configuration: configuration(interface: "front"))
                try await state(node, is: .master)
                try await namespace.ip("link set front down")
                try await expectFault(node, "front: the interface is down")
                try await namespace.ip("link set front name other", "link set other up")
                try await expectFault(node, "front: the interface does not exist")
                #expect(try await members(namespace) == [])

                try await peer.start(
                    configuration: configuration(interface: "front").replacing("priority 150", with: "priority 200"))
                try await state(peer, is: .master)
                let heard = try await node.instance().counters.advertsReceived
                try await namespace.ip("link set other down", "link set other name front", "link set front up")
                try await eventually("it is backup and hears the peer", within: Lab.patience) {
                    let instance = try await node.instance()
                    return instance.state == .backup && instance.master?.address == "192.0.2.2"
                        && instance.counters.advertsReceived > heard
                }
                #expect(try await members(namespace) == ["front"])
            }
        }
    }
}
