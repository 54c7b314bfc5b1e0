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
                    + service("fwmark 7", "lb_algo lc\nlb_kind TUN\npersistence_timeout 9", servers: [server(1), server(2)]),
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
            func lines(_ words: String...) async throws -> [String] {
                try await Command(["ip", "-o"] + words, in: namespace).succeed().split(separator: "\n").map { line in
                    let words = line.split(separator: " ").map(String.init)
                    // Lifetimes count down.
                    return words.prefix { $0 != "valid_lft" }.filter { !$0.hasPrefix("\\") }.joined(separator: " ")
                }.sorted()
            }
            return KernelState(
                table: try await Lab.savedTable(of: namespace),
                addresses: try await lines("-4", "address", "show").map { text in
                    String(text.drop { $0.isNumber || $0 == ":" })
                },
                routes: try await lines("-4", "route", "show", "table", "all"), rules: try await lines("rule"))
        }

        /// The state once it is the same for a while.
        private func settled(
            _ namespace: NetworkNamespace, isDone: (KernelState) -> Bool = { _ in true }
        ) async throws -> KernelState {
            var last: KernelState?
            var same = 0
            try await eventually("the kernel's state settles", within: Lab.patience, every: .milliseconds(200)) {
                let now = try await state(of: namespace)
                same = now == last ? same + 1 : 0
                last = now
                return same >= 8 && isDone(now)
            }
            return try #require(last)
        }

        @Test("after a reload from any file the kernel holds what a start with the new one makes")
        func cycle() async throws {
            try await Lab.play { topology in
                let namespace = topology.nodes[0].namespace
                let node = topology.swiftlvsd(on: 0)
                var fresh: [KernelState] = []
                let empty = try await state(of: namespace)
                for file in Self.files {
                    try await node.start(configuration: file)
                    let hasInstance = file.contains("vrrp_instance")
                    fresh.append(
                        try await settled(namespace) { !hasInstance || $0.addresses != empty.addresses })
                    try await node.stop()
                    #expect(try await settled(namespace) == empty)
                }

                var chance = SeededGenerator(seed: 7)
                var order: [Int] = []
                for _ in 1...2 { order += Self.files.indices.shuffled(using: &chance) }
                print("reload cycle:", order)
                try await node.start(configuration: Self.files[order[0]])
                for (previous, next) in zip(order, order.dropFirst()) {
                    try topology.workspace.replace("lb1.conf", with: Self.files[next])
                    let output = try await node.ctl("reload")
                    #expect(output.exitCode == 0, "\(previous) to \(next): \(output.output)\(output.errors)")
                    do {
                        try await eventually("the state of a fresh start", within: Lab.patience) {
                            try await state(of: namespace) == fresh[next]
                        }
                    } catch {
                        let now = try await state(of: namespace)
                        Issue.record("from file \(previous) to \(next): \(now) instead of \(fresh[next])")
                    }
                }
                #expect(try await node.status().problems.isEmpty)
            }
        }
    }
}
