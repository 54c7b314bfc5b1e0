import Addresses
import ControlMessages
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Testing

@Suite("What a reload costs")
struct ReloadEffectsTests {
    private func instance(_ name: String, id: Int, _ addresses: String...) -> String {
        """
        vrrp_instance \(name) {
            interface eth0
            virtual_router_id \(id)
            virtual_ipaddress {
                \(addresses.joined(separator: "\n"))
            }
        }

        """
    }

    private func service(_ servers: String..., more: String = "", check: String = "") -> String {
        """
        virtual_server 192.0.2.1 80 {
            lvs_sched rr
            lvs_method NAT
            protocol TCP
            \(more)
            \(servers.map { "real_server \($0) 80 {\n\(check)\n}" }.joined(separator: "\n"))
        }

        """
    }

    private func effects(_ old: String, _ new: String, masters: Set<String> = [], connections: Int = 0) throws
        -> [String]
    {
        var state = RunningState()
        state.masters = masters
        let server = RealServerKey(try #require(IPAddress("10.0.0.2")), port: 80)
        let service = ServiceKey.address(.tcp, try #require(Endpoint("192.0.2.1:80")))
        state.connections = [service: [server: connections]]
        return try ReloadEffects.between(Configuration(text: old), and: Configuration(text: new), state: state)
            .map { "\($0.kind) \($0.name): \($0.effect)" }
    }

    @Test("a master that goes, one that becomes another virtual router, and one with a new name")
    func instances() throws {
        let (old, spare) = (instance("A", id: 1, "192.0.2.1"), instance("B", id: 2, "192.0.2.2"))
        #expect(
            try effects(old + spare, spare, masters: ["A"])
                == ["vrrp_instance A: is master: says farewell and gives up 192.0.2.1"])
        #expect(try effects(old + spare, spare) == [])
        #expect(
            try effects(old, instance("A", id: 9, "192.0.2.1"), masters: ["A"]) == [
                "vrrp_instance A: ends as master and starts anew as another virtual router: 192.0.2.1 leaves until it is"
                    + " elected"
            ])
        #expect(
            try effects(old, instance("C", id: 1, "192.0.2.1"))
                == ["vrrp_instance A: goes on as C, with its role"])
    }

    @Test("an address that moves from one instance to another")
    func moved() throws {
        let old = instance("A", id: 1, "192.0.2.1", "192.0.2.3") + instance("B", id: 2, "192.0.2.2")
        let new = instance("A", id: 1, "192.0.2.1") + instance("B", id: 2, "192.0.2.2", "192.0.2.3")
        #expect(try effects(old, new) == ["vrrp_instance B: 192.0.2.3 moves here from A"])
    }

    @Test("connections that end with a server or a service, or may go on for a time")
    func connections() throws {
        let old = service("10.0.0.1", "10.0.0.2")
        let name = "10.0.0.2:80 of TCP 192.0.2.1:80"
        #expect(
            try effects(old, service("10.0.0.1"), connections: 3)
                == ["real_server \(name): 3 active connections end with it; drain_timeout would let them finish"])
        #expect(
            try effects(old, service("10.0.0.1", more: "drain_timeout 60"), connections: 1)
                == ["real_server \(name): 1 active connection may go on for 60 s at the most"])
        #expect(try effects(old, service("10.0.0.1")) == [])
        #expect(
            try effects(old, "", connections: 2)
                == ["virtual_service TCP 192.0.2.1:80: 2 active connections end with it"])
    }

    @Test("checks that ask something else, and settings that only a start looks at")
    func others() throws {
        let name = "check 10.0.0.1:80 of TCP 192.0.2.1:80"
        #expect(
            try effects(service("10.0.0.1", check: "TCP_CHECK {\n}"), service("10.0.0.1", check: "PING_CHECK {\n}"))
                == ["\(name): begins anew: until its first result it counts as passed"])
        #expect(
            try effects(
                service("10.0.0.1", check: "TCP_CHECK {\n}"), service("10.0.0.1", check: "TCP_CHECK {\nretry 9\n}"))
                == [])
        #expect(
            try effects("", "global_defs {\nlvs_flush\n}")
                == ["global_defs global_defs: lvs_flush counts from the next start on"])
    }
}
