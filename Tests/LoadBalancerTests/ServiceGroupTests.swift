import Deadlines
import HealthChecker
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("A group's services")
struct ServiceGroupTests {
    private func pool(_ method: String = "NAT", server: String = "10.0.0.1", sorry: String = "") throws -> ServicePool {
        let configuration = try read(
            """
            virtual_server_group web {
                192.0.2.1 80
                192.0.2.2-3 443
                fwmark 7
            }
            virtual_server group web {
                lvs_sched rr
                lvs_method \(method)
                protocol TCP
                \(sorry)
                real_server \(server) {
                    TCP_CHECK {
                        connect_port 80
                    }
                }
            }
            """)
        return ServicePool(try #require(configuration.virtualServers.first))
    }

    private func text(_ pool: ServicePool) -> [String] {
        TableEntry.all(wantedFor: pool).map { entry in
            "\(entry.service.key) " + entry.realServers.map { "\($0.key)" }.joined(separator: " ")
        }
    }

    @Test("each member is a service of its own with the same real servers")
    func entries() throws {
        #expect(
            text(try pool(server: "10.0.0.1 8080")) == [
                "TCP 192.0.2.1:80 10.0.0.1:8080", "TCP 192.0.2.2:443 10.0.0.1:8080", "TCP 192.0.2.3:443 10.0.0.1:8080",
                "FWM 7 10.0.0.1:8080",
            ])
    }

    @Test("with DR a real server has each member's port, with NAT and none of its own the packet's")
    func ports() throws {
        #expect(
            text(try pool("DR")) == [
                "TCP 192.0.2.1:80 10.0.0.1:80", "TCP 192.0.2.2:443 10.0.0.1:443", "TCP 192.0.2.3:443 10.0.0.1:443",
                "FWM 7 10.0.0.1:0",
            ])
        #expect(text(try pool()).allSatisfy { $0.hasSuffix(" 10.0.0.1:0") })
    }

    @Test("a real server of a group is checked once, and its failure takes it out everywhere")
    func oneCheck() throws {
        var pool = try pool("DR", sorry: "sorry_server 10.0.0.9")
        let checks = CheckSpecification.all(of: pool.settings)
        #expect(checks.map(\.key.description) == ["10.0.0.1:0 of TCP group web"])
        let key = try #require(checks.first?.key)
        let changes = pool.record(CheckNotice(key: key, verdict: .down, reason: "refused", at: .zero))
        #expect(changes == [.serverDown("10.0.0.1:0", reason: "refused"), .quorumDown])
        #expect(
            text(pool) == [
                "TCP 192.0.2.1:80 10.0.0.9:80", "TCP 192.0.2.2:443 10.0.0.9:443", "TCP 192.0.2.3:443 10.0.0.9:443",
                "FWM 7 10.0.0.9:0",
            ])
        #expect(ServicePool(pool.settings, inheriting: pool).quorum.isUp == false)
    }

    @Test("a group is told by its name and its number, as keepalived does")
    func lines() throws {
        let name = try pool().name
        let server = try #require(RealServerKey("10.0.0.1:80"))
        #expect(ServiceLine.quorum(of: name, isUp: true) == "VS [web]:0 UP\n")
        #expect(ServiceLine.server(server, of: name, isUp: false) == "RS [10.0.0.1]:tcp:80 [web]:0 DOWN\n")
        #expect(name.pathText == (try pool().settings.trackingName))
    }
}
