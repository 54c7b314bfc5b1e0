import Deadlines
import NodeConfiguration
import Testing

@Suite("management_server_group")
struct ManagementServerGroupTests {
    @Test("the documented example")
    func example() throws {
        let group = try #require(configuration(try Fixture.text("every-keyword")).managementServerGroups.first)
        #expect(group.name == "cloud")
        #expect(group.algorithm == "roundrobin")
        #expect(group.checkInterval == .seconds(60))
        #expect(group.defaultPort == 8250)
        #expect(
            group.servers == [
                ManagementServer(host: "10.1.1.1", port: 8250, weight: 1, draining: false),
                ManagementServer(host: "mgmt2.example.org", port: 9250, weight: 2, draining: true),
                ManagementServer(host: "2001:db8::3", port: 8250, weight: 1, draining: false),
            ])
        #expect(
            group.agents == [
                KnownAgent(id: "42", zone: "z1", cluster: "rack-7"), KnownAgent(id: "kvm-9", zone: "", cluster: nil),
            ])
        #expect(group.clusters == [AgentCluster(name: "rack-7", checkInterval: .seconds(30))])
    }

    @Test("a group of one server is static, never checks and uses port 8250")
    func defaults() throws {
        let group = try #require(configuration("management_server_group g {\nserver a\n}").managementServerGroups.first)
        #expect(group.algorithm == "static")
        #expect(group.checkInterval == .zero)
        #expect(group.servers.map(\.port) == [8250])
    }

    @Test("a cluster without an interval has the group's")
    func clusterInterval() throws {
        let text = "management_server_group g {\nserver a\ncluster c {\n}\ncheck_interval 7\n}"
        #expect(configuration(text).managementServerGroups.first?.clusters.first?.checkInterval == .seconds(7))
    }

    @Test(
        "what cannot be a host name is an error",
        arguments: ["-a", "a-", "a..b", "a.", "1.2.3", "300.1.1.1", "a_b", "2001:db8::g"])
    func badHosts(host: String) {
        #expect(read("management_server_group g {\nserver \(host)\n}").hasErrors)
    }

    @Test("groups, servers, agents and clusters are defined once; both places are said")
    func collisions() {
        let text = """
            management_server_group g {
            server a
            server a 8250
            agent 1
            agent 1
            cluster c {
            }
            cluster c {
            }
            }
            management_server_group g {
            server a
            }
            management_server_group empty {
            }
            """
        #expect(
            problems(text) == [
                "test.conf:3:1: error: server a 8250 is already defined at test.conf:2:1",
                "test.conf:5:7: error: agent '1' is already defined at test.conf:4:7",
                "test.conf:8:9: error: cluster 'c' is already defined at test.conf:6:9",
                "test.conf:11:25: error: management_server_group 'g' is already defined at test.conf:1:25",
                "test.conf:14:25: error: management_server_group 'empty' has no 'server'",
            ])
    }
}
