import Addresses
import Deadlines
import NodeConfiguration
import Testing

@Suite("management_server_group")
struct ManagementServerGroupTests {
    private func servers(_ lines: String) throws -> [ManagementServer] {
        let text = "management_server_group g {\n\(lines)\n}"
        return try #require(configuration(text).managementServerGroups.first).servers
    }

    @Test("the documented example")
    func example() throws {
        let group = try #require(configuration(try Fixture.text("management-servers")).managementServerGroups.first)
        #expect(group.name == "cloud")
        #expect(group.servers.map(\.host) == ["10.1.1.1", "10.1.1.2", "2001:db8::3"])
        #expect(group.servers.map(\.port) == [8250, 8250, 9250])
        #expect(group.servers.map(\.weight) == [1, 2, 1])
        #expect(group.servers.map(\.draining) == [false, true, false])
        #expect(group.servers.map(\.checks.count) == [0, 1, 0])
        let check = try #require(group.servers[1].checks.first)
        #expect(check.target == Endpoint("10.1.1.2:8250"))
        #expect(check.connectTimeout == .seconds(3))
        #expect(group.agents == [KnownAgent(id: "42", zone: "z1", cluster: "rack-7")])
        #expect(group.clusters == [AgentCluster(name: "rack-7", checkInterval: .seconds(30))])
    }

    @Test("servers by address and by name, agents with a block and without")
    func everyKeyword() throws {
        let group = try #require(configuration(try Fixture.text("every-keyword")).managementServerGroups.first)
        #expect(group.name == "cloud")
        #expect(group.algorithm == "roundrobin")
        #expect(group.checkInterval == .seconds(60))
        #expect(group.defaultPort == 8250)
        #expect(group.servers.map(\.host) == ["10.1.1.1", "mgmt2.example.org", "2001:db8::3", "10.1.1.4", "10.1.1.5"])
        #expect(group.servers.map(\.port) == [8250, 9250, 8250, 8250, 8250])
        #expect(group.servers.map(\.weight) == [1, 2, 1, 1, 1])
        #expect(group.servers.map(\.draining) == [false, true, false, false, false])
        #expect(group.agentExpiry == .seconds(86_400))
        #expect(group.agentHeartbeat == .seconds(30))
        #expect(group.maxMovesPerSecond == 50)
        #expect(group.maxAgents == 5_000)
        #expect(group.maxNewAgentsPerSecond == 20)
        #expect(
            group.peers == [
                GroupPeer(
                    address: .secure(host: "192.0.2.11", port: 8443), tokenFile: "/etc/swiftlvsd/agents.token"),
                GroupPeer(
                    address: .secure(host: "lb3.example.org", port: 8443), tokenFile: "/etc/swiftlvsd/peer.token",
                    authorityFile: "/etc/swiftlvsd/ca.pem"),
            ])
        let connecting = group.servers[1].checks.filter { $0.target.port != 0 }
        #expect(
            connecting.map(\.target.description) == Array(repeating: "10.1.1.2:9250", count: 6) + ["10.1.1.2:8080"])
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
        #expect(group.agentExpiry == .zero)
        #expect(group.agentHeartbeat == .seconds(60))
        #expect(group.maxMovesPerSecond == 100)
        #expect(group.maxAgents == 1_000_000)
        #expect(group.maxNewAgentsPerSecond == 100)
        #expect(group.peers == [])
    }

    @Test(
        "CS-10, CS-25: an unknown algorithm is named with the keyword and the names there are",
        arguments: ["leastconn", "RoundRobin", "SHUFFLE"])
    func unknownAlgorithm(name: String) {
        #expect(
            problems("management_server_group g {\nalgorithm \(name)\nserver a\n}") == [
                "test.conf:2:11: error: 'algorithm' takes static, roundrobin, shuffle, weighted or rendezvous,"
                    + " not '\(name)'"
            ])
    }

    @Test(
        "CS-13, CS-14, CS-16: the platform's own list: blanks and empty pieces mean nothing, repeated servers are kept",
        arguments: [
            ("10.1.1.1,10.1.1.2", ["10.1.1.1", "10.1.1.2"]), ("10.1.1.1, 10.1.1.2 ,a", ["10.1.1.1", "10.1.1.2", "a"]),
            ("10.1.1.1,,10.1.1.2,", ["10.1.1.1", "10.1.1.2"]), ("a,a,b", ["a", "a", "b"]),
            ("2001:db8::1,2001:db8::2", ["2001:db8::1", "2001:db8::2"]),
        ])
    func hostList(list: String, hosts: [String]) throws {
        let found = try servers("host \(list)\ndefault_port 9")
        #expect(found.map(\.host) == hosts)
        #expect(Set(found.map(\.port)) == [9])
    }

    @Test("CS-12: a list without a server is an error that names the keyword")
    func emptyHostList() {
        for list in [",", " , ,", "\"\""] {
            #expect(
                problems("management_server_group g {\nhost \(list)\nserver a\n}") == [
                    "test.conf:2:1: error: 'host' names no server"
                ])
        }
        #expect(
            problems("management_server_group g {\nhost a,b_c\n}") == [
                "test.conf:2:1: error: 'host' takes an address or a host name, not 'b_c'"
            ])
        #expect(
            problems("management_server_group g {\nhost a b\n}") == [
                "test.conf:2:8: error: 'host' needs a comma before 'b'"
            ])
    }

    @Test(
        "a peer is another node's URL, and its port is said",
        arguments: [
            ("http://127.0.0.1:8080", "http://127.0.0.1:8080"), ("http://localhost:8080/", "http://localhost:8080"),
            ("https://lb2.example.org:8443/", "https://lb2.example.org:8443"),
            ("HTTPS://[2001:db8::1]:81", "https://[2001:db8::1]:81"), ("unix:/run/b/s", "unix:/run/b/s"),
            ("https://a", nil), ("a:80", nil), ("https://", nil), ("https://a:0", nil), ("https://a:65536", nil),
            ("https://a:1/b", nil), ("https://2001:db8::1", nil), ("https://[a]:80", nil), ("https://u@a:1", nil),
        ])
    func peers(text: String, url: String?) {
        let outcome = read("management_server_group g {\nserver a\npeer \(text) {\ntoken_file /t\n}\n}")
        #expect(outcome.hasErrors == (url == nil))
        if let url {
            #expect(outcome.configuration.managementServerGroups.first?.peers.map(\.address.description) == [url])
        }
    }

    @Test("a token is not sent in clear beyond this host, nor left out")
    func peerTokens() {
        let group = { (peer: String) in "management_server_group g {\nserver a\npeer \(peer)\n}\n" }
        #expect(
            problems(group("http://192.0.2.1:8080")) == [
                "test.conf:3:6: error: plain HTTP is for loopback alone, or the token would be sent in clear:"
                    + " 'peer' needs https://HOST:PORT"
            ])
        #expect(
            problems(group("https://192.0.2.1:8443")) == [
                "test.conf:3:1: error: 'peer https://192.0.2.1:8443' needs a 'token_file', here or in 'api'"
            ])
        let api = "api {\nlisten ::1 8080\ntoken_file /tokens\n}\n"
        // Wherever the two blocks stand.
        for text in [group("https://a:1") + api, api + group("https://a:1")] {
            #expect(configuration(text).managementServerGroups.first?.peers.map(\.tokenFile) == ["/tokens"])
        }
        #expect(
            problems(group("http://[::1]:8080 {\nca_file /ca\n}")) == [
                "test.conf:4:1: error: 'ca_file' is for https: there is no certificate to check at http://[::1]:8080"
            ])
    }

    @Test("weights whose turns would be too many are refused; in a plain proportion they are few")
    func weightSum() {
        let text = { (weights: [Int]) in
            "management_server_group g {\n"
                + weights.enumerated().map { "server s\($0) {\nweight \($1)\n}\n" }.joined() + "}"
        }
        #expect(problems(text([65_535, 1])) == [])
        #expect(problems(text([60_000, 60_000, 30_000])) == [])
        #expect(
            problems(text([65_535, 2])) == [
                "test.conf:1:25: error: the weights of management_server_group 'g' add up to 65537 in lowest terms,"
                    + " more than 65536"
            ])
    }

    @Test("an agent's id has at most 255 bytes")
    func longID() {
        let long = String(repeating: "x", count: 256)
        #expect(read("management_server_group g {\nserver a\nagent \(long)\n}").hasErrors)
        #expect(!read("management_server_group g {\nserver a\nagent \(long.dropLast())\n}").hasErrors)
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

    @Test("a check goes to its server's address and port and has the check type's defaults, not the group's interval")
    func checkDefaults() throws {
        let lines = """
            check_interval 7
            default_port 99
            server 10.1.1.1 {
            TCP_CHECK {
            }
            HTTP_GET {
            url {
            path /
            }
            }
            }
            """
        let checks = try #require(try servers(lines).first).checks
        let url = HTTPCheckURL(path: "/", statusCodes: [200...299])
        #expect(checks.map(\.kind) == [.tcp, .http(HTTPCheckSettings(urls: [url], httpProtocol: .http10))])
        #expect(checks.map(\.target.description) == ["10.1.1.1:99", "10.1.1.1:99"])
        #expect(checks.map(\.retry) == [1, 1])
        #expect(checks.map(\.delayBeforeRetry) == [.seconds(1), .seconds(3)])
        #expect(checks.map(\.connectTimeout) == [.seconds(5), .seconds(5)])
        #expect(checks.map(\.delayLoop) == [.seconds(60), .seconds(60)])
        #expect(checks.map(\.warmup) == [.seconds(60), .seconds(60)])
        #expect(checks.map(\.alpha) == [false, false])
    }

    @Test("a check's own values, connect_ip and connect_port among them, go before the server's and the defaults")
    func checkValues() throws {
        let lines = """
            server 10.1.1.1 9250 {
            TCP_CHECK {
            connect_ip 2001:db8::1
            connect_port 80
            retry 4
            delay_loop 5
            }
            }
            """
        let check = try #require(try servers(lines).first?.checks.first)
        #expect(check.target == Endpoint("[2001:db8::1]:80"))
        #expect(check.retry == 4)
        #expect(check.delayLoop == .seconds(5))
    }

    @Test("a check of a server given by its name needs an address, and connect_ip is one")
    func checkOfHostName() throws {
        let check = "TCP_CHECK {\n}"
        #expect(
            problems("management_server_group g {\nserver mgmt1 {\n\(check)\n}\n}") == [
                "test.conf:3:1: error: a check needs an address, and 'mgmt1' is a host name: set 'connect_ip'"
            ])
        let addressed = try servers("server mgmt1 {\nTCP_CHECK {\nconnect_ip 10.1.1.1\n}\n}")
        #expect(addressed.first?.checks.map(\.target.description) == ["10.1.1.1:8250"])
        #expect(
            problems("management_server_group g {\nserver mgmt1 {\nTCP_CHECK {\nconnect_ip mgmt1\n}\n}\n}") == [
                "test.conf:4:12: error: 'connect_ip' takes an IPv4 or IPv6 address, not 'mgmt1'"
            ])
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
                "test.conf:14:25: error: management_server_group 'empty' has no 'server' and no 'host'",
            ])
    }
}
