import ControlMessages
import LabScenario
import Testing

extension Lab {
    @Suite("Real servers behind tunnels")
    struct TunnelTests {
        private func configuration(_ method: String, sorry: String = "TUN type gre csum") -> String {
            """
            virtual_server 192.0.2.100 80 {
                lb_algo rr
                lb_kind \(method)
                protocol TCP
                sorry_server 10.0.0.19 80
                sorry_server_lvs_method \(sorry)
                real_server 10.0.0.11 80 {
                }
                real_server 10.0.0.12 80 {
                    lvs_method TUN
                }
                real_server 10.0.0.13 80 {
                    lvs_method TUN nocsum type gue port 6081
                }
                real_server 10.0.0.14 80 {
                    weight 9
                    lvs_method DR
                }
            }

            """
        }

        /// What `ipvsadm -Sn` says behind the service of each server.
        private func methods(in namespace: NetworkNamespace) async throws -> [String] {
            try await Lab.savedTable(of: namespace).compactMap { line in
                guard let start = line.firstRange(of: "-r ") else { return nil }
                return String(line[start.upperBound...])
            }
        }

        @Test("the kernel is told the same as by keepalived, and a reload changes the tunnel where it is")
        func kinds() async throws {
            try await Lab.play { topology in
                let (ours, theirs) = (topology.nodes[0], topology.nodes[1])
                let text = configuration("TUN type gue port 6080 remcsum")
                let node = topology.swiftlvsd(on: 0)
                try await node.start(configuration: text)
                let peer = topology.keepalived(on: 1)
                try await peer.start(configuration: text)
                try await eventually("keepalived has written its table", within: Lab.patience) {
                    try await methods(in: theirs.namespace).count == 4
                }
                let expected = [
                    "10.0.0.11:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-remcsum",
                    "10.0.0.12:80 -i -w 1 --tun-type ipip",
                    "10.0.0.13:80 -i -w 1 --tun-type gue --tun-port 6081 --tun-nocsum",
                    "10.0.0.14:80 -g -w 9",
                ]
                #expect(try await methods(in: ours.namespace) == expected)
                #expect(try await methods(in: theirs.namespace) == expected)

                try topology.workspace.replace("lb1.conf", with: configuration("TUN type gre csum"))
                let plan = try await node.ctl("plan", node.configurationFile)
                #expect(plan.output.contains("+ lvs_method TUN type gre csum"), "\(plan.output)")
                #expect(try await node.ctl("reload").exitCode == 0)
                #expect(
                    try await methods(in: ours.namespace)
                        == ["10.0.0.11:80 -i -w 1 --tun-type gre --tun-csum"] + expected.dropFirst())
                let text2 = try await node.ctl("config").output
                #expect(text2.contains("lvs_method TUN type gue port 6081 nocsum"))
                #expect(try await peer.stop() == 0)
            }
        }

        @Test("the sorry server has its own tunnel")
        func sorryServer() async throws {
            try await Lab.play { topology in
                let node = topology.swiftlvsd(on: 0)
                try await node.start(
                    configuration: """
                        virtual_server 192.0.2.100 80 {
                            lb_algo rr
                            lb_kind NAT
                            protocol TCP
                            sorry_server 10.0.0.19 80
                            sorry_server_lvs_method TUN type gue port 6080 csum
                            real_server 10.0.0.99 80 {
                                TCP_CHECK {
                                    connect_timeout 1
                                    alpha
                                }
                            }
                        }

                        """)
                try await eventually("the sorry server is alone", within: Lab.patience) {
                    try await methods(in: topology.nodes[0].namespace)
                        == ["10.0.0.19:80 -i -w 1 --tun-type gue --tun-port 6080 --tun-csum"]
                }
            }
        }
    }
}
