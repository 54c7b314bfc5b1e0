import LoadBalancer
import NodeConfiguration
import Testing

@Suite("What the kernel must let the daemon do")
struct CapabilityTests {
    private func needed(_ check: String) throws -> [Capability] {
        Capability.needed(
            by: try read(
                """
                management_server_group cloud {
                    algorithm roundrobin
                    server 10.1.1.1 {
                        \(check)
                    }
                }
                """))
    }

    @Test("a PING_CHECK needs raw sockets, and a check's mark the right to set one, also without virtual routers")
    func ofChecks() throws {
        #expect(try needed("TCP_CHECK {\n}") == [])
        #expect(try needed("PING_CHECK {\n}") == [.netRaw])
        #expect(try needed("TCP_CHECK {\nfwmark 7\n}") == [.netAdmin])
        let service = try read(
            """
            virtual_server 192.0.2.1 80 {
                lvs_sched rr
                lvs_method NAT
                protocol TCP
                real_server 10.0.0.1 80 {
                    PING_CHECK {
                    }
                }
            }
            """)
        #expect(Capability.needed(by: service) == [.netAdmin, .netRaw])
    }
}
