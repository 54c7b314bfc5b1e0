import Addresses
import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("The multicast groups of VRRP")
    struct MulticastGroupTests {
        private static let groups = ["224.0.0.18", "ff02::12"]

        private func configuration(_ priority: Int) -> String {
            var configuration = NodeConfigurationText(routerName: "lb", priority: priority)
            configuration.more = """
                vrrp_instance VI_6 {
                    state BACKUP
                    interface front
                    virtual_router_id 61
                    priority \(priority)
                    version 3
                    virtual_ipaddress {
                        fe80::6100/64
                    }
                }

                """
            return configuration.vrrpOnly
        }

        private func joined(_ namespace: NetworkNamespace) async throws -> [String] {
            let list = try await Command("ip", "-netns", namespace.name, "maddress", "show", "dev", "front").run()
                .output
            let words = Set(list.split { $0.isWhitespace }.map(String.init))
            return Self.groups.filter(words.contains)
        }

        @Test("VR-79: the groups are joined again on an interface that was down or is made anew, and left at the stop")
        func joinedAgain() async throws {
            try await Lab.play { topology in
                let (node, namespace) = (topology.swiftlvsd(on: 0), topology.nodes[0].namespace)
                #expect(try await joined(namespace).isEmpty)
                try await node.start(configuration: configuration(150))
                func rejoined(_ after: String) async throws {
                    try await eventually("in both groups \(after)", within: Lab.patience) {
                        try await joined(namespace) == Self.groups
                    }
                }
                try await rejoined("at the start")
                try await namespace.ip("link set front down")
                try await eventually("in no group while the interface is down", within: Lab.patience) {
                    try await joined(namespace).isEmpty
                }
                try await namespace.ip("link set front up")
                try await rejoined("after a link that was down")
                try await namespace.ip("link del front")
                try await namespace.ip(
                    "link add front type veth peer name beyond netns \(topology.client.name)",
                    "address add 192.0.2.1/24 dev front", "link set front up")
                try await topology.client.ip("link set beyond up")
                try await rejoined("on a new interface")
                // What is sent to the group arrives: a router of higher priority is heard.
                try await eventually("it is master", within: Lab.patience) {
                    try await node.instance().state == .master
                }
                let forged = ForgedAdvertisement(
                    version: 2, from: IPv4Address(192, 0, 2, 7),
                    addresses: [IPv4Address(192, 0, 2, 100), IPv4Address(10, 0, 0, 254)])
                try await eventually("a master of higher priority is heard", within: Lab.patience) {
                    try await topology.client.send([forged], outOf: "beyond")
                    return try await node.instance().state == .backup
                }
                try await node.stop()
                #expect(try await joined(namespace).isEmpty)
            }
        }

        @Test("VR-79: a master's advertisements are heard by others, not on its own host")
        func loopback() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                for group in Self.groups {
                    let own = try await GroupListener.join(group, on: "front", in: topology.nodes[0].namespace)
                    let other = try await GroupListener.join(group, on: "front", in: topology.nodes[1].namespace)
                    if !node.isRunning { try await node.start(configuration: configuration(150)) }
                    var heard = 0
                    try await eventually("three advertisements to \(group)", within: Lab.patience) {
                        heard += other.takeAll()
                        return heard >= 3
                    }
                    #expect(own.takeAll() == 0, "\(group)")
                }
            }
        }
    }
}
