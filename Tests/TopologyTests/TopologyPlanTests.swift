import Addresses
import Testing
import Topology

@Suite("What a topology comes to")
struct TopologyPlanTests {
    private static let phpLine = "tcp/192.168.56.40:80 > 10.0.0.11:8080 10.0.0.12:8080"
    private static let tomcatLine = "tcp/192.168.56.41:80 > 10.0.0.21:8080"

    @Test("ST-1, ST-2: the active members of a service stand behind its virtual IP and proxy port")
    func oneService() throws {
        let plan = try TopologyPlan.of(PlatformDocument(.php), mapping: "php|192.168.56.40")
        #expect(plan.lines == [Self.phpLine])
        #expect(plan.virtualIPs.map(\.description) == ["192.168.56.40"])
        #expect(plan.warnings.isEmpty)
    }

    @Test("ST-3, ST-14, ST-17: two services with a virtual IP each are both complete, on one port, without a warning")
    func twoServices() throws {
        let plan = try TopologyPlan.of(PlatformDocument(.tomcat, .php))
        #expect(plan.lines == [Self.phpLine, Self.tomcatLine])
        #expect(plan.warnings.isEmpty)
    }

    @Test("ST-4: the clusters of a service share one virtual service")
    func twoClusters() throws {
        var document = PlatformDocument(.php)
        document.services[0].clusters.append(
            PlatformDocument.Cluster(
                id: "php-c2", hostNames: ["php2.example.org"],
                members: [PlatformDocument.Member(id: "p3", privateAddress: "10.0.0.13")]))
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.40")
        #expect(plan.lines == [Self.phpLine + " 10.0.0.13:8080"])
        #expect(plan.services[0].servers.map(\.cluster) == ["php-c1", "php-c1", "php-c2"])
    }

    @Test("members and ports come in the order of their ids and proxies, whatever the document's order")
    func order() throws {
        var document = PlatformDocument(.php)
        document.services[0].clusters[0].members.reverse()
        document[0].ports = [(443, 8_443, "https"), (80, 8_080, "http")]
        document[1].ports = [(443, 8_443, "https"), (80, 8_080, "http")]
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.42,php|192.168.56.40")
        #expect(
            plan.services.map(\.key.description) == [
                "tcp/192.168.56.42:80", "tcp/192.168.56.42:443", "tcp/192.168.56.40:80", "tcp/192.168.56.40:443",
            ])
        #expect(plan.services.allSatisfy { $0.servers.map(\.member) == ["p1", "p2"] })
    }

    @Test("ST-5: members in any other state than Active are not used")
    func states() throws {
        var document = PlatformDocument(.php)
        for state in ["Created", "Starting", "In_Maintenance", "Suspended", "ReadyToShutDown"] {
            document.services[0].clusters[0].members.append(
                PlatformDocument.Member(id: "x-\(state)", privateAddress: "10.0.0.99", states: ["Active", state]))
        }
        document[1].states = ["Created"]
        #expect(
            try TopologyPlan.of(document, mapping: "php|192.168.56.40").lines == [
                "tcp/192.168.56.40:80 > 10.0.0.11:8080"
            ])
    }

    @Test("a state that nobody knows is told of, and the member is not used")
    func unknownState() throws {
        var document = PlatformDocument(.php)
        document[1].states = ["Active", "Asleep"]
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.40")
        #expect(plan.lines == ["tcp/192.168.56.40:80 > 10.0.0.11:8080"])
        #expect(plan.warnings.map(\.code) == [.memberOfUnknownState])
        #expect(plan.warnings[0].message.contains("p2"))
    }

    @Test("ST-6, ST-27, ST-28: a member joins with Active and leaves with the first state after it")
    func lifeOfAMember() throws {
        var document = PlatformDocument(.php)
        document[1].states = ["Created", "Initialized", "Starting"]
        var lines: [[String]] = []
        for state in ["Active", "In_Maintenance", "ReadyToShutDown", "Terminated", "Active", "Suspended"] {
            document[1].states.append(state)
            lines.append(try TopologyPlan.of(document, mapping: "php|192.168.56.40").lines)
        }
        let (both, one) = ([Self.phpLine], ["tcp/192.168.56.40:80 > 10.0.0.11:8080"])
        #expect(lines == [both, one, one, one, both, one])
    }

    @Test("ST-8: a member of type Public is reached at its public address")
    func publicAddress() throws {
        var document = PlatformDocument(.php)
        for member in 0...1 { document[member].kind = "Public" }
        document[0].publicAddress = "203.0.113.11"
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.40")
        #expect(plan.lines == ["tcp/192.168.56.40:80 > 203.0.113.11:8080"])
        #expect(plan.warnings.map(\.code) == [.memberWithoutAddress])
        #expect(plan.warnings[0].message.contains("p2 of php-c1"))
    }

    @Test("ST-9: a member without ports is an error that names it, and the others stay")
    func memberWithoutPorts() throws {
        var document = PlatformDocument(.php)
        document[1].ports = []
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.40")
        #expect(plan.lines == ["tcp/192.168.56.40:80 > 10.0.0.11:8080"])
        #expect(plan.warnings.map(\.code) == [.memberWithoutPorts])
        #expect(plan.warnings[0].severity == .error)
        #expect(plan.warnings[0].message.contains("p2 of php-c1"))
    }

    @Test("ST-10: a cluster where no member has ports is an error that names it")
    func clusterWithoutPorts() throws {
        var document = PlatformDocument(.php, .tomcat)
        for member in 0...1 { document[member].ports = [] }
        let plan = try TopologyPlan.of(document)
        #expect(plan.lines == [Self.tomcatLine])
        #expect(plan.warnings.map(\.message) == ["php-c1 has no ports"])
        #expect(plan.warnings[0].severity == .error)
    }

    @Test("ST-11: a service without ports is an error that names it, and the other services are built")
    func serviceWithoutPorts() throws {
        var document = PlatformDocument(.php, .tomcat)
        document.services[0].ports = "{}"
        for member in 0...1 { document[member].ports = [] }
        let plan = try TopologyPlan.of(document)
        #expect(plan.lines == [Self.tomcatLine])
        #expect(plan.warnings.map(\.code) == [.serviceWithoutPorts])
        #expect(plan.warnings[0].message.hasPrefix("php "))
    }

    @Test("ST-13: two services that want one virtual IP and port get neither; the error names both, the rest is built")
    func conflict() throws {
        var document = PlatformDocument(.php, .tomcat)
        document[0].ports.append((443, 8_443, "https"))
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.40,tomcat|192.168.56.40")
        #expect(plan.lines == ["tcp/192.168.56.40:443 > 10.0.0.11:8443"])
        let warning = try #require(plan.warnings.first)
        #expect(warning.code == .portTaken && warning.severity == .error)
        for text in ["php", "tomcat", "192.168.56.40:80"] { #expect(warning.message.contains(text)) }
    }

    @Test("ST-13: a service that has the virtual IP and port already keeps it")
    func conflictWithHolder() throws {
        let mapping = "php|192.168.56.40,tomcat|192.168.56.40"
        let before = try TopologyPlan.of(PlatformDocument(.tomcat), mapping: mapping)
        let after = try TopologyPlan.of(PlatformDocument(.php, .tomcat), mapping: mapping, holders: before.holders)
        #expect(after.lines == ["tcp/192.168.56.40:80 > 10.0.0.21:8080"])
        #expect(after.warnings.map(\.code) == [.portTaken])
    }

    @Test("what the configuration file has is the file's, and the error names it")
    func portOfTheFile() throws {
        let key = PlannedService.Key(.tcp, Endpoint(.v4(IPv4Address(192, 168, 56, 40)), port: 80))
        let plan = try TopologyPlan.of(PlatformDocument(.php, .tomcat), taken: [key])
        #expect(plan.lines == [Self.tomcatLine])
        #expect(plan.warnings.map(\.code) == [.portOfFile])
        #expect(plan.warnings[0].message.contains("php") && plan.warnings[0].message.contains("192.168.56.40:80"))
    }

    @Test("ST-15: a member with two ports makes two virtual services on one virtual IP")
    func twoPorts() throws {
        var document = PlatformDocument(.php)
        for member in 0...1 { document[member].ports.append((443, 8_443, "https")) }
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.40")
        #expect(plan.lines == [Self.phpLine, "tcp/192.168.56.40:443 > 10.0.0.11:8443 10.0.0.12:8443"])
        #expect(plan.virtualIPs.count == 1)
    }

    @Test("ST-22: names are compared with their case; both sides of a mismatch are told of")
    func caseOfNames() throws {
        let plan = try TopologyPlan.of(PlatformDocument(.php), mapping: "PHP|192.168.56.40")
        #expect(plan.lines.isEmpty)
        #expect(Set(plan.warnings.map(\.code)) == [.serviceWithoutVirtualIP, .serviceMissing])
        #expect(plan.warnings.map(\.service).sorted() == ["PHP", "php"])
    }

    @Test("ST-23: a service with two virtual IPs has the same servers on both")
    func twoVirtualIPs() throws {
        let plan = try TopologyPlan.of(PlatformDocument(.php), mapping: "php|192.168.56.40,php|192.168.56.42")
        #expect(plan.lines == [Self.phpLine, "tcp/192.168.56.42:80 > 10.0.0.11:8080 10.0.0.12:8080"])
        #expect(plan.virtualIPs.map(\.description) == ["192.168.56.40", "192.168.56.42"])
    }

    @Test("ST-25: a cluster without host names is an error that names it, and its members are not used")
    func withoutHostNames() throws {
        var document = PlatformDocument(.php, .tomcat)
        document.services[0].clusters[0].hostNames = []
        let plan = try TopologyPlan.of(document)
        #expect(plan.lines == [Self.tomcatLine])
        #expect(plan.warnings.map(\.code) == [.clusterWithoutHostNames])
        #expect(plan.warnings[0].message.contains("php-c1"))
    }

    @Test("ST-29, ST-49: what is built follows each document, and one that says the same changes nothing")
    func follows() throws {
        var document = PlatformDocument(.php)
        document[1] = PlatformDocument.Member(id: "p9", privateAddress: "10.0.0.19")
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.40")
        #expect(plan.lines == ["tcp/192.168.56.40:80 > 10.0.0.11:8080 10.0.0.19:8080"])
        #expect(try TopologyPlan.of(document, mapping: "php|192.168.56.40") == plan)
        document[0].states.append("Suspended")
        #expect(
            try TopologyPlan.of(document, mapping: "php|192.168.56.40").lines == [
                "tcp/192.168.56.40:80 > 10.0.0.19:8080"
            ])
    }

    @Test("ST-30, ST-31, ST-33: a service whose last member goes is gone, the others stay, and it can come back")
    func comesAndGoes() throws {
        var document = PlatformDocument(.php, .tomcat)
        for member in 0...1 { document[member].states.append("Terminated") }
        let gone = try TopologyPlan.of(document)
        #expect(gone.lines == [Self.tomcatLine])
        #expect(gone.virtualIPs.map(\.description) == ["192.168.56.41"])
        #expect(gone.warnings.isEmpty)
        document[0] = PlatformDocument.Member(id: "p1b", privateAddress: "10.0.0.14")
        #expect(
            try TopologyPlan.of(document).lines == ["tcp/192.168.56.40:80 > 10.0.0.14:8080", Self.tomcatLine])
    }

    @Test("ST-38: a port of the protocol udp makes a UDP service")
    func udp() throws {
        var document = PlatformDocument(.php)
        for member in 0...1 { document[member].ports = [(53, 53, "UDP"), (53, 53, "tcp")] }
        // The platform's map has one port for each proxy; a key may still say anything.
        let json = document.json.replacing(#""53":{"protocol":"tcp""#, with: #""53t":{"protocol":"tcp""#)
        let plan = TopologyPlan(
            try TopologyDocument(json: Array(json.utf8)),
            by: TopologyPlan.Rules(mapping: try ServiceMapping("php|192.168.56.40"), translatesPorts: false))
        #expect(
            plan.lines == [
                "tcp/192.168.56.40:53 > 10.0.0.11:53 10.0.0.12:53", "udp/192.168.56.40:53 > 10.0.0.11:53 10.0.0.12:53",
            ])
    }

    @Test("ST-41: members outside the network partition are left out without a word")
    func partition() throws {
        var document = PlatformDocument(.php)
        document[1].partition = "np2"
        var filter = TopologyFilter()
        filter.networkPartitions = ["np1"]
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.40", filter: filter)
        #expect(plan.lines == ["tcp/192.168.56.40:80 > 10.0.0.11:8080"])
        #expect(plan.warnings.isEmpty)
    }

    @Test("services, clusters and applications are filtered by their names")
    func filters() throws {
        let document = PlatformDocument(.php, .tomcat)
        var filter = TopologyFilter()
        filter.services = ["tomcat"]
        #expect(try TopologyPlan.of(document, filter: filter).lines == [Self.tomcatLine])
        filter = TopologyFilter()
        filter.clusters = ["php-c1"]
        #expect(try TopologyPlan.of(document, filter: filter).lines == [Self.phpLine])
        filter = TopologyFilter()
        filter.applications = ["app2"]
        #expect(try TopologyPlan.of(document, filter: filter).lines.isEmpty)
        filter.applications = ["app1", "app2"]
        #expect(try TopologyPlan.of(document, filter: filter).lines.count == 2)
    }

    @Test("ST-45: IPv6 services have IPv6 servers, and a server of the other family is told of")
    func ipv6() throws {
        var document = PlatformDocument(.php)
        document[0].privateAddress = "2001:db8::11"
        let plan = try TopologyPlan.of(document, mapping: "php|2001:db8::40")
        #expect(plan.lines == ["tcp/[2001:db8::40]:80 > [2001:db8::11]:8080"])
        #expect(plan.warnings.map(\.code) == [.familyMismatch])
        #expect(plan.warnings[0].message.contains("p2"))
    }

    @Test("ST-47: where ports cannot be translated, one that differs is not built and told of once")
    func unequalPorts() throws {
        var document = PlatformDocument(.php)
        document[0].ports.append((81, 81, "http"))
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.40", translatesPorts: false)
        #expect(plan.lines == ["tcp/192.168.56.40:81 > 10.0.0.11:81"])
        #expect(plan.warnings.map(\.code) == [.portMismatch])
        for text in ["php", "80", "8080"] { #expect(plan.warnings[0].message.contains(text)) }
    }

    @Test("two members with one address and port are one server, and that is told of")
    func serverTwice() throws {
        var document = PlatformDocument(.php)
        document[1].privateAddress = "10.0.0.11"
        let plan = try TopologyPlan.of(document, mapping: "php|192.168.56.40")
        #expect(plan.lines == ["tcp/192.168.56.40:80 > 10.0.0.11:8080"])
        #expect(plan.warnings.map(\.code) == [.serverTwice])
    }
}
