import Addresses
import Deadlines
import NodeConfiguration
import Testing
import Topology

@Suite("topology")
struct TopologyBlockTests {
    private static let mapping = "service_virtual_ips php|192.0.2.40"

    private func settings(_ lines: String) throws -> TopologySettings {
        try #require(configuration("topology {\nlvs_sched wlc\nlvs_method DR\n\(lines)\n}").topology)
    }

    @Test("everything that can be said")
    func everyKeyword() throws {
        let topology = try #require(configuration(try Fixture.text("every-keyword")).topology)
        #expect(topology.file == "/etc/swiftlvsd/topology.json")
        #expect(topology.mapping.entries.map(\.service) == ["php", "tomcat"])
        #expect(topology.filter.applications == ["app1"])
        #expect(topology.filter.services == ["php", "tomcat"])
        #expect(topology.filter.clusters == ["php-c1", "tomcat-c1"])
        #expect(topology.filter.networkPartitions == ["np1"])
        #expect(topology.scheduler == "rr" && topology.method == .nat && topology.weight == 7)
        #expect(topology.persistenceTimeout == nil)
        #expect(topology.delayLoop == .seconds(5) && topology.drainTimeout == .seconds(60))
        #expect(topology.vrrpInstance != nil)
        let server = Endpoint(.v4(IPv4Address(10, 0, 0, 11)), port: 8_080)
        let checks = topology.checks.compactMap { $0.check(of: server, over: .tcp) }
        #expect(checks.map(\.target.description) == ["10.0.0.11:9000"] + Array(repeating: "10.0.0.11:8080", count: 8))
        // A file is followed, not asked again and again.
        #expect(checks.allSatisfy { if case .file = $0.kind { true } else { $0.delayLoop == .seconds(5) } })
    }

    @Test("ST-35: what is not said is what the platform does, and the scheduler and the method are told")
    func defaults() throws {
        let outcome = read("topology {\n\(Self.mapping)\n}")
        let topology = try #require(outcome.configuration.topology)
        #expect(topology.scheduler == "wlc" && topology.method == .direct && topology.weight == 50)
        #expect(topology.persistenceTimeout == 5)
        #expect(topology.delayLoop == .seconds(10))
        #expect(topology.file == nil && topology.vrrpInstance == nil)
        let server = Endpoint(.v4(IPv4Address(10, 0, 0, 11)), port: 80)
        let checks = topology.checks.compactMap { $0.check(of: server, over: .tcp) }
        #expect(checks.map(\.target) == [server])
        #expect(checks.map(\.connectTimeout) == [.seconds(3)])
        #expect(checks.map(\.delayLoop) == [.seconds(10)])
        #expect(!outcome.hasErrors)
        for word in ["wlc", "DR"] { #expect(outcome.diagnostics.contains { $0.message.contains(word) }) }
    }

    @Test("ST-18: without a mapping the file is in error, which names the setting")
    func withoutMapping() {
        for text in ["", "service_virtual_ips", "service_virtual_ips ,", "service_virtual_ips \"\""] {
            let errors = read("topology {\n\(text)\n}").diagnostics.filter { $0.severity == .error }
            #expect(errors.contains { $0.message.contains("service_virtual_ips") }, "\(text)")
        }
    }

    @Test("ST-19: an entry without a virtual IP is an error that quotes it", arguments: ["php", "php|", "php|x"])
    func badEntry(entry: String) {
        let outcome = read("topology {\nservice_virtual_ips tomcat|192.0.2.41,\(entry)\n}")
        let message = outcome.diagnostics.first { $0.severity == .error }?.message
        #expect(message?.contains("'\(entry)'") == true, "\(message ?? "")")
    }

    @Test("ST-21: blanks may stand between the entries")
    func blanks() throws {
        let topology = try settings("service_virtual_ips php|192.0.2.40, tomcat|192.0.2.41 ,x|192.0.2.42")
        #expect(topology.mapping.entries.map(\.service) == ["php", "tomcat", "x"])
    }

    @Test("an instance that is not there is an error with a suggestion")
    func unknownInstance() {
        let instance =
            "vrrp_instance VI_1 {\ninterface eth0\nvirtual_router_id 1\nvirtual_ipaddress {\n192.0.2.1\n}\n}\n"
        let outcome = read(instance + "topology {\n\(Self.mapping)\nvrrp_instance VI_2\n}")
        let error = outcome.diagnostics.first { $0.severity == .error }
        #expect(error?.message.contains("VI_2") == true)
        #expect(error?.suggestion == "VI_1")
    }

    @Test("a second topology is an error with the place of the first")
    func twice() {
        let block = "topology {\n\(Self.mapping)\n}\n"
        let error = read(block + block).diagnostics.first { $0.severity == .error }
        #expect(error?.message.contains(":1:1") == true)
        #expect(error?.position.line == 4)
    }

    @Test("services that are not TCP are checked at another port of their servers only")
    func checksOfUDP() throws {
        let server = Endpoint(.v4(IPv4Address(10, 0, 0, 11)), port: 53)
        let plain = try settings(Self.mapping).checks
        #expect(plain.compactMap { $0.check(of: server, over: .udp) }.isEmpty)
        let other = try settings(Self.mapping + "\nTCP_CHECK {\nconnect_port 8080\n}").checks
        #expect(other.compactMap { $0.check(of: server, over: .udp) }.map(\.target.port) == [8_080])
    }

    @Test("a source address counts for servers of its family")
    func bindTo() throws {
        let checks = try settings(Self.mapping + "\nTCP_CHECK {\nbindto 2001:db8::9\n}").checks
        let (ipv4, ipv6) = (IPAddress.v4(IPv4Address(10, 0, 0, 1)), IPAddress.v6(.loopback))
        let sources = [ipv6, ipv4].map { checks[0].check(of: Endpoint($0, port: 1), over: .tcp)?.bindTo }
        #expect(sources == [IPAddress("2001:db8::9"), nil])
    }

    @Test("an instance takes the virtual IPs as excluded addresses, but for those that it has")
    func excluding() throws {
        let text = """
            vrrp_instance VI_1 {
            interface eth0
            virtual_router_id 1
            virtual_ipaddress {
            192.0.2.1/24
            }
            virtual_ipaddress_excluded {
            192.0.2.2
            }
            }
            """
        let instance = try #require(configuration(text).vrrpInstances.first)
        let addresses = ["192.0.2.1", "192.0.2.2", "192.0.2.3", "2001:db8::1"].compactMap { IPAddress($0) }
        #expect(
            instance.excluding(addresses).excludedAddresses.map(\.prefix.description) == [
                "192.0.2.2/32", "192.0.2.3/32", "2001:db8::1/128",
            ])
        #expect(instance.excluding(addresses).virtualAddresses == instance.virtualAddresses)
        #expect(instance.excluding([]) == instance)
    }
}
