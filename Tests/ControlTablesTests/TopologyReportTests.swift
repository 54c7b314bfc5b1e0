import ControlMessages
import ControlTables
import Testing

@Suite("Topologies and real servers as tables")
struct TopologyReportTests {
    private static let time = Timestamp(secondsSince1970: 1_770_091_506)

    private func message(
        source: String? = "/t.json", loadedAt: Timestamp? = time, warnings: [TopologyWarningEntry] = []
    ) -> TopologyMessage {
        TopologyMessage(
            asOf: Self.time, source: source, loadedAt: loadedAt,
            services: [
                TopologyServiceEntry(
                    name: "php", virtualIPs: ["192.0.2.40", "2001:db8::40"],
                    clusters: [
                        ClusterEntry(
                            id: "php-c1", members: 2, activeConnections: 19, connectionsPerSecond: 3, bytesIn: 100,
                            bytesOut: 200)
                    ]),
                TopologyServiceEntry(name: "tomcat", virtualIPs: [], clusters: [ClusterEntry(id: "t", members: 0)]),
            ], warnings: warnings)
    }

    @Test("each cluster has a line with what it carries")
    func clusters() {
        #expect(
            message().text == """
                topology of /t.json, read 2026-02-03 04:05:06Z
                SERVICE  VIRTUAL IPS               CLUSTER  MEMBERS  ACTIVE  CONN/S  BYTES IN  BYTES OUT
                php      192.0.2.40, 2001:db8::40  php-c1         2      19       3       100        200
                tomcat   -                         t              0       0       0         0          0
                """)
        #expect(!message().showsTrouble)
    }

    @Test("what is not built stands below, and is trouble")
    func warnings() {
        let warning = TopologyWarningEntry(
            code: "cluster_without_ports", message: "php-c1 has no ports", service: "php")
        #expect(message(warnings: [warning]).text.hasSuffix("\n! php-c1 has no ports"))
        #expect(message(warnings: [warning]).showsTrouble)
    }

    @Test("that there is none is told")
    func none() {
        #expect(message(source: nil).text == "no topology is configured")
        #expect(message(loadedAt: nil).text == "no topology has come from /t.json yet")
    }

    @Test("a real server's virtual IPs are ready, or it says why not")
    func realServer() {
        let message = RealServerMessage(
            virtualIPs: [
                PreparedAddressEntry(address: "192.0.2.40", interface: "lvs-vip", method: "dr", faults: []),
                PreparedAddressEntry(address: "192.0.2.41", interface: "tunl0", method: "tunnel", faults: ["a", "b"]),
            ], done: ["added 192.0.2.40/32 to lvs-vip"])
        #expect(
            message.text == """
                added 192.0.2.40/32 to lvs-vip
                VIRTUAL IP  INTERFACE  METHOD  STATE
                192.0.2.40  lvs-vip    dr      ready
                192.0.2.41  tunl0      tunnel  a; b
                """)
        #expect(message.showsTrouble)
        #expect(RealServerMessage(virtualIPs: []).text == "this host has no virtual IPs")
    }
}
