import Addresses
import NodeConfiguration
import Testing

@Suite("lvs_sync_daemon and lvs_timeouts")
struct SyncDaemonTests {
    private func text(_ global: String, instance: String = "") -> String {
        """
        global_defs {
            \(global)
        }
        vrrp_instance V {
            interface eth0
            virtual_router_id 51
            \(instance)
            virtual_ipaddress {
                192.0.2.1/24
            }
        }

        """
    }

    private func daemon(_ global: String, instance: String = "") -> SyncDaemonSettings? {
        configuration(text(global, instance: instance)).globals.syncDaemon
    }

    @Test("a daemon that follows an instance has its number, and another one by `id`")
    func followed() throws {
        let eth1 = try #require(InterfaceName("eth1"))
        #expect(
            daemon("lvs_sync_daemon eth1 V") == SyncDaemonSettings(interface: eth1, instance: "V", syncID: 51))
        #expect(
            daemon("lvs_sync_daemon eth1 inst V id 0 maxlen 1000 port 9000 ttl 3 group 224.0.0.90")
                == SyncDaemonSettings(
                    interface: eth1, instance: "V", syncID: 0, maximumLength: 1_000, port: 9_000, ttl: 3,
                    group: IPAddress("224.0.0.90")))
        #expect(daemon("lvs_sync_daemon eth1 V 9") == SyncDaemonSettings(interface: eth1, instance: "V", syncID: 9))
    }

    @Test("one without an instance has the number 0, and so has the old keyword in an instance, as keepalived has it")
    func others() throws {
        let eth1 = try #require(InterfaceName("eth1"))
        #expect(daemon("lvs_sync_daemon eth1") == SyncDaemonSettings(interface: eth1, instance: nil, syncID: 0))
        #expect(
            daemon("", instance: "lvs_sync_daemon_interface eth1")
                == SyncDaemonSettings(interface: eth1, instance: "V", syncID: 0))
        #expect(
            read(text("lvs_sync_daemon eth1", instance: "lvs_sync_daemon_interface eth2")).diagnostics.map(\.message)
                == ["'lvs_sync_daemon_interface' is left out: there is one daemon, and it is set already"])
    }

    @Test(
        "what is wrong with a line has its place",
        arguments: [
            ("lvs_sync_daemon eth1 W", "there is no vrrp_instance 'W'"),
            ("lvs_sync_daemon eth1 inst", "'inst' needs the name of a vrrp_instance"),
            ("lvs_sync_daemon eth1 V id 256", "'id' takes a whole number from 0 to 255, not '256'"),
            ("lvs_sync_daemon eth1 V port 0", "'port' takes a whole number from 1 to 65535, not '0'"),
            ("lvs_sync_daemon eth1 V group", "'group' needs a multicast address, link-local for IPv6"),
            ("lvs_timeouts tcp", "'tcp' needs a whole number from 0 to 2678400"),
            ("lvs_timeouts udp 2678401", "'udp' takes a whole number from 0 to 2678400, not '2678401'"),
            ("lvs_timeouts", "'lvs_timeouts' needs tcp, tcpfin or udp"),
            ("lvs_timeouts icmp 3", "'lvs_timeouts' takes tcp, tcpfin or udp, not 'icmp'"),
        ])
    func mistakes(line: String, message: String) {
        #expect(read(text(line)).diagnostics.map(\.message).contains(message))
    }

    @Test("timeouts that are not set stay as they are")
    func timeouts() {
        #expect(
            configuration(text("lvs_timeouts tcp 700 udp 33")).globals.connectionTimeouts
                == ConnectionTimeouts(tcp: 700, udp: 33))
        #expect(configuration(text("")).globals.connectionTimeouts == nil)
    }
}
