import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Reloads from file to file")
    struct ReloadCycleTests {
        /// What a node's kernel holds.
        private struct KernelState: Equatable {
            let table: [String]
            let addresses: [String]
            let routes: [String]
            let rules: [String]
        }

        private static func instance(_ name: String, id: Int, _ addresses: String, more: String = "") -> String {
            """
            vrrp_instance \(name) {
                version 3
                interface front
                virtual_router_id \(id)
                priority 200
                advert_int 0.1
                virtual_ipaddress {
                    \(addresses)
                }
                \(more)
            }

            """
        }

        private static func service(_ name: String, _ lines: String, servers: [String]) -> String {
            """
            virtual_server \(name) {
                \(lines)
                \(servers.joined(separator: "\n    "))
            }

            """
        }

        private static func server(_ number: Int, _ port: Int = 80, _ lines: String = "weight 1") -> String {
            "real_server 10.0.0.1\(number) \(port) {\n\(lines)\n}"
        }

        /// Files that have little in common, and some that differ in one thing.
        private static var files: [String] {
            let web = "lb_algo rr\nlb_kind NAT\nprotocol TCP"
            let three = (1...3).map { server($0) }
            let router = instance("A", id: 51, "192.0.2.101/24")
            return [
                router + service("192.0.2.101 80", web, servers: three),
                router
                    + service(
                        "192.0.2.101 80", "lb_algo wlc\nlb_kind DR\nprotocol TCP\npersistence_timeout 50",
                        servers: [server(1, 80, "weight 5"), server(3)])
                    + service("192.0.2.101 53", "lb_algo sh\nlb_kind NAT\nprotocol UDP\nops", servers: [server(2, 53)]),
                instance("A", id: 51, "192.0.2.101/24\n192.0.2.102/24"),
                service("192.0.2.1 8080", web, servers: [server(1, 8080)]),
                instance("A", id: 51, "192.0.2.101/24") + instance("B", id: 52, "192.0.2.102/24\n192.0.2.103/24"),
                instance("A", id: 51, "192.0.2.101/24\n192.0.2.103/24") + instance("B", id: 52, "192.0.2.102/24"),
                instance("Renamed", id: 51, "192.0.2.101/24")
                    + service(
                        "fwmark 7", "lb_algo lc\nlb_kind TUN\npersistence_timeout 9", servers: [server(1), server(2)]),
                instance(
                    "A", id: 51, "192.0.2.102/24 dev back",
                    more: """
                        virtual_routes {
                            198.51.100.0/24 via 10.0.0.11 dev back
                            198.51.101.0/24 dev back table 100
                        }
                        virtual_rules {
                            from 192.0.2.102 table 100 preference 500
                        }
                        """),
                """
                static_ipaddress {
                    192.0.2.110/24 dev front
                }
                static_routes {
                    198.51.102.0/24 via 192.0.2.2 dev front
                }

                """ + instance("A", id: 61, "192.0.2.101/24"),
                "global_defs {\n    router_id nothing\n}\n",
            ]
        }

        private func state(of namespace: NetworkNamespace) async throws -> KernelState {
            let text = try await Command(
                "bash", "-c",
                "ipvsadm -Sn; echo =; ip -o -4 address show; echo =; ip -o -4 route show table all; echo =; ip rule",
                in: namespace
            ).succeed()
            let parts = text.split(separator: "=\n", omittingEmptySubsequences: false).map { part in
                part.split(separator: "\n").map { line in
                    // Lifetimes count down.
                    line.split(separator: " ").prefix { $0 != "valid_lft" }.filter { !$0.hasPrefix("\\") }
                        .joined(separator: " ")
                }.sorted()
            }
            try #require(parts.count == 4)
            return KernelState(table: parts[0], addresses: parts[1], routes: parts[2], rules: parts[3])
        }

        /// What a start with the file makes.
        private func fresh(_ file: String, _ node: SwiftLVSDNode) async throws -> KernelState {
            try await node.start(configuration: file)
            try await eventually("every instance is master", within: Lab.patience) {
                try await node.message(VRRPListMessage.self, at: "/v1/vrrp").instances.allSatisfy {
                    $0.state == .master
                }
            }
            var last: KernelState?
            try await eventually("the kernel's state settles", within: Lab.patience, every: .milliseconds(300)) {
                let now = try await state(of: node.namespace)
                defer { last = now }
                return now == last
            }
            try await node.stop()
            return try #require(last)
        }

        @Test("S38: after a reload from any file the kernel holds what a start with the new one makes")
        func cycle() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                let node = topology.swiftlvsd(on: 0)
                let empty = try await state(of: namespace)
                var wanted: [KernelState] = []
                for file in Self.files {
                    wanted.append(try await fresh(file, node))
                    try await eventually("a stop leaves nothing", within: Lab.patience) {
                        try await state(of: namespace) == empty
                    }
                }

                var chance = SeededGenerator(seed: 7)
                let order = Self.files.indices.shuffled(using: &chance)
                print("reload cycle:", order)
                try await node.start(configuration: Self.files[order[0]])
                for (previous, next) in zip(order, order.dropFirst() + order.prefix(1)) {
                    try topology.workspace.replace("lb1.conf", with: Self.files[next])
                    let output = try await node.ctl("reload")
                    #expect(output.exitCode == 0, "\(previous) to \(next): \(output.output)\(output.errors)")
                    do {
                        try await eventually("the state of a fresh start", within: Lab.patience) {
                            try await state(of: namespace) == wanted[next]
                        }
                    } catch {
                        let now = try await state(of: namespace)
                        Issue.record("from file \(previous) to \(next): \(now) instead of \(wanted[next])")
                    }
                }
                #expect(try await node.status().problems.isEmpty)
            }
        }
    }
}
