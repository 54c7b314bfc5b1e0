import Addresses
import ControlMessages
import Deadlines
import IPVSKit
import LoadBalancer
import NodeConfiguration
import Testing
import Topology

@Suite("The file's services and the topology's together")
struct JoinedConfigurationTests {
    private static let instance = """
        vrrp_instance VI_1 {
        interface eth0
        virtual_router_id 51
        virtual_ipaddress {
        192.0.2.1/24
        }
        }

        """

    private func configuration(_ lines: String = "", before: String = "") -> Configuration {
        let text = """
            \(before)
            topology {
            service_virtual_ips php|192.0.2.40,tomcat|192.0.2.41
            lvs_sched wlc
            lvs_method NAT
            \(lines)
            }
            """
        return ConfigurationReader.read(SourceText(name: "test.conf", text: text)).configuration
    }

    /// Services with their members' last bytes: `php: 11 12`.
    private func document(_ services: KeyValuePairs<String, [Int]>) throws -> TopologyDocument {
        let texts = services.map { name, members in
            let list = members.map {
                #"{"id":"\#(name)-\#($0)","address":"10.0.0.\#($0)","ports":[{"port":8080,"proxy":80}]}"#
            }
            return #"{"name":"\#(name)","clusters":[{"id":"\#(name)-c","members":[\#(list.joined(separator: ","))]}]}"#
        }
        return try TopologyDocument(json: Array(#"{"services":[\#(texts.joined(separator: ","))]}"#.utf8))
    }

    @Test("services of a topology have what the block says, and a check for each member")
    func services() throws {
        let joined = JoinedConfiguration(
            configuration("weight 7\ndrain_timeout 9"), try document(["php": [11, 12]]))
        let server = try #require(joined.whole.virtualServers.first)
        #expect(joined.whole.virtualServers.count == 1)
        #expect(ServiceName(server).description == "TCP 192.0.2.40:80")
        #expect(server.scheduler == "wlc" && server.method == .nat)
        #expect(server.drainTimeout == .seconds(9))
        #expect(server.persistence == PersistenceSettings(timeout: 5, prefixLength: 32))
        #expect(server.realServers.map(\.displayName) == ["10.0.0.11:8080", "10.0.0.12:8080"])
        #expect(server.realServers.allSatisfy { $0.weight == 7 && $0.method == .nat })
        #expect(
            server.realServers.map { $0.checks.map(\.target.description) } == [["10.0.0.11:8080"], ["10.0.0.12:8080"]])
    }

    @Test("a virtual_server of the file keeps its address and port, and the other services are built")
    func conflictWithFile() throws {
        let server = "virtual_server 192.0.2.40 80 {\nprotocol TCP\nreal_server 10.0.0.1 80 {\n}\n}\n"
        let joined = JoinedConfiguration(
            configuration(before: server), try document(["php": [11], "tomcat": [21]]))
        #expect(
            joined.whole.virtualServers.map { ServiceName($0).description } == [
                "TCP 192.0.2.40:80", "TCP 192.0.2.41:80",
            ])
        #expect(joined.whole.virtualServers[0].realServers.map(\.displayName) == ["10.0.0.1:80"])
        #expect(joined.plan.warnings.map(\.code) == [.portOfFile])
    }

    @Test("the virtual IPs of what is built are excluded addresses of the named instance, never advertised ones")
    func excludedAddresses() throws {
        let joined = JoinedConfiguration(
            configuration("vrrp_instance VI_1", before: Self.instance), try document(["php": [11], "tomcat": []]))
        let instance = try #require(joined.whole.vrrpInstances.first)
        #expect(instance.excludedAddresses.map(\.prefix.description) == ["192.0.2.40/32"])
        #expect(instance.virtualAddresses.map(\.prefix.description) == ["192.0.2.1/24"])
        #expect(joined.file.vrrpInstances.first?.excludedAddresses.isEmpty == true)
    }

    @Test("without a topology or a document all is the file's")
    func withoutDocument() {
        let file = configuration(before: Self.instance)
        #expect(JoinedConfiguration(file).whole == file)
        #expect(JoinedConfiguration(Configuration()).whole == Configuration())
    }

    @Test("ST-34: what differs between two documents is all that changes")
    func difference() throws {
        let file = configuration()
        let first = JoinedConfiguration(file, try document(["php": [11], "tomcat": [21]]))
        let second = JoinedConfiguration(file, try document(["php": [11, 12], "tomcat": [21]]), after: first)
        let changes = ConfigurationChanges.between(first.whole, and: second.whole)
        #expect(
            changes.map { "\($0.action.rawValue) \($0.kind) \($0.name)" } == [
                "add real_server 10.0.0.12:8080 of TCP 192.0.2.40:80",
                "add check 10.0.0.12:8080 of TCP 192.0.2.40:80",
            ])
        let changed = second.changedServices(since: first)
        #expect(changed.before.map(\.realServers.count) == [1])
        #expect(changed.after.map(\.realServers.count) == [2])
        let third = JoinedConfiguration(file, try document(["php": [11, 12], "tomcat": [21]]), after: second)
        #expect(third.whole == second.whole)
        #expect(third.changedServices(since: second).after.isEmpty)
    }

    @Test("a block that says something else counts for services that were there before")
    func changedBlock() throws {
        let document = try document(["php": [11]])
        let first = JoinedConfiguration(configuration(), document)
        let second = JoinedConfiguration(configuration("weight 3"), document, after: first)
        #expect(second.whole.virtualServers[0].realServers.map(\.weight) == [3])
    }

    @Test("ST-13: a service that has an address and port keeps it when another one wants it, too")
    func holder() throws {
        let text = "topology {\nservice_virtual_ips php|192.0.2.40,tomcat|192.0.2.40\nlvs_method NAT\n}"
        let file = ConfigurationReader.read(SourceText(name: "test.conf", text: text)).configuration
        let first = JoinedConfiguration(file, try document(["tomcat": [21]]))
        let second = JoinedConfiguration(file, try document(["php": [11], "tomcat": [21]]), after: first)
        #expect(second.whole == first.whole)
        #expect(second.plan.warnings.map(\.code) == [.portTaken])
        #expect(JoinedConfiguration(file, try document(["php": [11], "tomcat": [21]])).whole.virtualServers.isEmpty)
    }

    @Test("a service that no check can tell alive is told of, and built")
    func unchecked() throws {
        let json =
            #"{"services":[{"name":"php","clusters":[{"id":"c","members":[{"id":"m","address":"10.0.0.1","ports":[{"protocol":"udp","port":53}]}]}]}]}"#
        let joined = JoinedConfiguration(configuration(), try TopologyDocument(json: Array(json.utf8)))
        #expect(joined.whole.virtualServers.map { ServiceName($0).description } == ["UDP 192.0.2.40:53"])
        #expect(joined.whole.virtualServers[0].realServers[0].checks.isEmpty)
        #expect(joined.plan.warnings.map(\.code).contains(.notChecked))
    }

    @Test("ST-39: the connections of each cluster are counted apart")
    func traffic() throws {
        let json = """
            {"services":[{"name":"php","clusters":[
            {"id":"c1","members":[{"id":"a","address":"10.0.0.11","ports":[{"port":8080,"proxy":80}]},
            {"id":"b","address":"10.0.0.12","ports":[{"port":8080,"proxy":80}]}]},
            {"id":"c2","members":[{"id":"c","address":"10.0.0.13","ports":[{"port":8080,"proxy":80}]}]}]}]}
            """
        let joined = JoinedConfiguration(configuration(), try TopologyDocument(json: Array(json.utf8)))
        let server = try #require(joined.whole.virtualServers.first)
        let key = try #require(ServiceKey.all(of: server).first)
        let service = VirtualService(key, scheduler: .weightedLeastConnection)
        let servers = zip([11, 12, 13], [12, 7, 4]).map { last, active in
            let server = IPVSKit.RealServer(
                RealServerKey(.v4(IPv4Address(10, 0, 0, UInt8(last))), port: 8_080), method: .nat, weight: 50)
            var counters = Counters()
            counters.connectionsPerSecond = UInt64(active)
            counters.incomingBytes = 100
            counters.outgoingBytes = 200
            return RealServerStatus(
                server, activeConnections: UInt32(active), inactiveConnections: 3, persistentConnections: 0,
                counters: counters)
        }
        let traffic = ClusterTraffic(
            joined.plan, kernel: [ServiceStatus(service, counters: Counters(), realServers: servers)])
        let entry = traffic.entry(of: "c1")
        #expect(entry.members == 2 && entry.activeConnections == 19 && entry.connectionsPerSecond == 19)
        #expect(entry.bytesIn == 200 && entry.bytesOut == 400)
        #expect(traffic.entry(of: "c2").activeConnections == 4)
        #expect(traffic.entry(of: "none").members == 0)
    }
}
