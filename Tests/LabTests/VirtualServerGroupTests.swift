import ControlMessages
import Deadlines
import LabScenario
import Testing

extension Lab {
    @Suite("Groups and switches of virtual services")
    struct VirtualServerGroupTests {
        /// What keepalived and this daemon read alike.
        private let configuration = """
            virtual_server_group web {
                192.0.2.30 80
                192.0.2.31-33 443
                192.0.2.34-192.0.2.35
                192.0.2.36/30 8080
                fwmark 7
            }
            virtual_server_group names {
                192.0.2.50 53
                192.0.2.51 5353
            }
            virtual_server group web {
                delay_loop 1
                lvs_sched sh
                sh-port
                sh-fallback
                lvs_method NAT
                protocol TCP
                sorry_server 10.0.0.99 80
                sorry_server_inhibit
                real_server 10.0.0.21 8080 {
                    weight 3
                }
                real_server 10.0.0.22 {
                    weight 2
                }
            }
            virtual_server group names {
                delay_loop 1
                lvs_sched mh
                mh-fallback
                lvs_method DR
                protocol UDP
                ops
                real_server 10.0.0.23 {
                }
            }
            virtual_server group names {
                delay_loop 1
                lvs_sched rr
                lvs_method DR
                protocol TCP
                persistence_timeout 50
                real_server 10.0.0.23 {
                    weight 5
                }
            }

            """

        @Test("the kernel holds what Debian's keepalived makes of the same file")
        func asKeepalived() async throws {
            try await Lab.play(realServers: 0) { topology in
                let (ours, theirs) = (topology.swiftlvsd(on: 0), topology.keepalived(on: 1))
                try await theirs.start(configuration: configuration)
                try await ours.start(configuration: configuration)
                let (here, there) = (topology.nodes[0].namespace, topology.nodes[1].namespace)
                try await eventually("keepalived's table is whole", within: Lab.patience) {
                    try await Lab.savedTable(of: there).count == 52
                }
                let wanted = try await Lab.savedTable(of: there)
                #expect(try await Lab.savedTable(of: here) == wanted)
                let services = try await ours.message(ServiceListMessage.self, at: "/v1/services").services
                #expect(services.count == 15)
                #expect(services.allSatisfy { $0.isInKernel })
                #expect(try await ours.stop() == 0)
                #expect(try await Lab.savedTable(of: here) == [])
                try await theirs.stop()
            }
        }

        /// Uses of groups of which one is left out, one has marks alone, and all lose their server.
        private func uses(_ fifo: String) -> String {
            func use(_ group: String, _ lines: String, server: String = "10.0.0.99", hasServer: Bool = true) -> String {
                let servers = """
                    real_server \(server) 80 {
                        TCP_CHECK {
                            connect_port 80
                            connect_timeout 1
                            retry 0
                        }
                    }
                    """
                return """
                    virtual_server group \(group) {
                        delay_loop 1
                        lvs_sched rr
                        lvs_method NAT
                        \(lines)
                        \(hasServer ? servers : "")
                    }

                    """
            }
            return """
                global_defs {
                    lvs_notify_fifo \(fifo)
                    script_user root
                }
                virtual_server_group web {
                    192.0.2.30 80
                }
                virtual_server_group marks {
                    fwmark 7
                }

                """ + use("web", "protocol TCP", hasServer: false) + use("web", "protocol TCP")
                    + use("marks", "ip_family inet") + use("web", "protocol UDP")
                    + use("marks", "ip_family inet6", server: "2001:db8::99")
        }

        @Test("lines about uses of groups are keepalived's, with its numbers, and dead servers leave each of them")
        func lines() async throws {
            var told: [[String]] = []
            for index in 0..<2 {
                try await Lab.play(realServers: 0) { topology in
                    let (fifo, _) = try await topology.startFIFOReader()
                    let daemon: any LoadBalancerDaemon =
                        index == 0 ? topology.keepalived(on: 0) : topology.swiftlvsd(on: 0)
                    try await daemon.start(configuration: uses(fifo))
                    func lines() throws -> [String] {
                        try topology.workspace.read("lines").split { $0 == "\n" || $0 == "\0" }.map(String.init)
                    }
                    try await eventually("\(daemon.programName) tells that all are down", within: Lab.patience) {
                        try lines().count == 12
                    }
                    told.append(try lines().sorted())
                    if index == 1 {
                        let namespace = topology.nodes[0].namespace
                        #expect(try await Lab.savedTable(of: namespace).allSatisfy { !$0.hasPrefix("-a") })
                    }
                    try await daemon.stop()
                }
            }
            #expect(told.first == told.last)
        }

        @Test("one check takes a real server out of every service of its group")
        func oneCheck() async throws {
            try await Lab.play(realServers: 2) { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(
                    configuration: """
                        virtual_server_group web {
                            192.0.2.30-33 80
                        }
                        virtual_server group web {
                            delay_loop 1
                            lvs_sched rr
                            lvs_method NAT
                            protocol TCP
                            real_server 10.0.0.11 80 {
                                TCP_CHECK {
                                    connect_timeout 1
                                    retry 0
                                }
                            }
                            real_server 10.0.0.12 80 {
                                TCP_CHECK {
                                    connect_timeout 1
                                    retry 0
                                }
                            }
                        }

                        """)
                let namespace = topology.nodes[0].namespace
                func expect(_ servers: Int, _ what: String) async throws {
                    try await eventually(what, within: Lab.patience) {
                        try await Lab.savedTable(of: namespace).count == 4 + 4 * servers
                    }
                }
                try await expect(2, "all four services have both servers")
                #expect(try await node.message(CheckListMessage.self, at: "/v1/checks").checks.count == 2)
                try await topology.servers[0].crash()
                try await expect(1, "no service has the dead server")
                try await topology.servers[0].start()
                try await expect(2, "the server is back everywhere")
            }
        }

        @Test("checks of a service with ha_suspend run only while its address is here")
        func suspension() async throws {
            try await Lab.play(realServers: 1) { topology in
                let (node, namespace) = (topology.swiftlvsd(on: 0), topology.nodes[0].namespace)
                try await node.start(
                    configuration: """
                        virtual_server 192.0.2.30 80 {
                            delay_loop 1
                            lvs_sched rr
                            lvs_method NAT
                            protocol TCP
                            ha_suspend
                            real_server 10.0.0.11 80 {
                                TCP_CHECK {
                                    connect_timeout 1
                                    retry 0
                                    warmup 0
                                }
                            }
                        }

                        """)
                func weights() async throws -> [String: Int] {
                    try await KernelTable.read(in: namespace).weights(of: "TCP 192.0.2.30:80")
                }
                func isPaused() async throws -> Bool {
                    try await node.message(CheckListMessage.self, at: "/v1/checks").checks.allSatisfy {
                        $0.nextAt == nil
                    }
                }
                try await eventually("the check pauses", within: Lab.patience) { try await isPaused() }
                try await topology.servers[0].crash()
                try await Task.sleep(for: .seconds(3))
                #expect(try await weights() == [TwoNodeTopology.endpoint(ofServer: 1): 1])
                try await namespace.ip("address add 192.0.2.30/24 dev front")
                try await eventually("the dead server is found", within: Lab.patience) { try await weights().isEmpty }
                try await namespace.ip("address del 192.0.2.30/24 dev front")
                try await eventually("the check pauses again", within: Lab.patience) { try await isPaused() }
                try await topology.servers[0].start()
                try await Task.sleep(for: .seconds(3))
                #expect(try await weights().isEmpty)
                try await namespace.ip("address add 192.0.2.30/24 dev front")
                try await eventually("the server is found again", within: Lab.patience) {
                    try await !weights().isEmpty
                }
            }
        }
    }
}
