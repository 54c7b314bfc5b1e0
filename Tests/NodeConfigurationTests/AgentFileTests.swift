import Deadlines
import FoundationEssentials
import NodeConfiguration
import Testing

@Suite("swiftlvs-agent's file")
struct AgentFileTests {
    private static let least = """
        load_balancer unix:/run/s
        group cloud
        agent_id 42
        zone z1

        """

    private func read(_ text: String) -> AgentParseOutcome {
        AgentConfigurationReader.read(SourceText(name: "agent.conf", text: text))
    }

    private func messages(_ text: String) -> [String] {
        read(text).diagnostics.map { "\($0.position.line):\($0.position.column): \($0.message)" }
    }

    @Test("the least file gives the defaults")
    func defaults() {
        let outcome = read(Self.least)
        #expect(outcome.diagnostics.isEmpty)
        let configuration = outcome.configuration
        #expect(configuration.loadBalancers.map(\.description) == ["unix:/run/s"])
        #expect(configuration.group == "cloud")
        #expect(configuration.agent == "42")
        #expect(configuration.zone == "z1")
        #expect(configuration.propertiesFile == "/etc/cloudstack/agent/agent.properties")
        #expect(configuration.port == 8250)
        #expect(configuration.reconnectAction == nil)
        #expect(configuration.busyCheck == nil)
        #expect(configuration.minReconnectInterval == .seconds(3_600))
        #expect(configuration.algorithmName == .static)
    }

    @Test("the example that is installed is read without a word, and sets every keyword")
    func example() throws {
        let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let text = try String(contentsOfFile: "/\(root)/contrib/agent.conf", encoding: .utf8)
        #expect(messages(text).isEmpty)
        // Those that are not set are there as comments.
        let words = Set(text.split { $0 == "\n" || $0 == " " || $0 == "#" }.map(String.init))
        for keyword in KeywordCatalogue.agentFile { #expect(words.contains(keyword.name), "\(keyword.name)") }
    }

    @Test("every keyword is read")
    func everything() {
        let configuration = read(
            """
            load_balancer https://lb1.example.org:8443
            load_balancer https://[2001:db8::1]:8443/
            load_balancer http://127.0.0.1:8080
            group cloud
            agent_id "host 42"
            zone z1
            cluster rack-7
            address 10.1.1.42
            token_file /etc/token
            ca_file /etc/ca.pem
            properties_file /a.properties
            algorithm_name shuffle
            port 9250
            reconnect unit cloudstack-agent restart
            busy_check "/bin/busy -x  y"
            min_reconnect_interval 7200
            leave_avoided_after 0
            refresh_interval 15
            look_interval 0.5
            state_dir /s
            status_socket /t
            """
        ).configuration
        #expect(
            configuration.loadBalancers.map(\.description)
                == ["https://lb1.example.org:8443", "https://[2001:db8::1]:8443", "http://127.0.0.1:8080"])
        #expect(configuration.agent == "host 42")
        #expect(configuration.cluster == "rack-7")
        #expect(configuration.address == "10.1.1.42")
        #expect(configuration.tokenFile == "/etc/token")
        #expect(configuration.authorityFile == "/etc/ca.pem")
        #expect(configuration.propertiesFile == "/a.properties")
        #expect(configuration.algorithmName == .shuffle)
        #expect(configuration.port == 9250)
        #expect(configuration.reconnectAction == .unit("cloudstack-agent", .restart))
        #expect(configuration.busyCheck == ["/bin/busy", "-x", "y"])
        #expect(configuration.minReconnectInterval == .seconds(7_200))
        #expect(configuration.leaveAvoidedAfter == .zero)
        #expect(configuration.refreshInterval == .seconds(15))
        #expect(configuration.lookInterval == .milliseconds(500))
        #expect(configuration.stateDirectory == "/s")
        #expect(configuration.statusSocket == "/t")
        #expect(
            read(Self.least + "reconnect command \"/bin/again now\"").configuration.reconnectAction
                == .command(["/bin/again", "now"]))
    }

    @Test("what must be there is named where it is missing")
    func missing() {
        let text = messages("port 8250\n").joined(separator: "\n")
        for word in ["'load_balancer'", "'group'", "'agent_id'", "'zone'"] { #expect(text.contains(word)) }
        #expect(read("").hasErrors)
    }

    @Test("plain HTTP beyond this host is refused, and so is any listener without a token")
    func security() {
        let plain = messages(Self.least + "load_balancer http://10.0.0.1:8080\n")
        #expect(plain.count == 1 && plain[0].contains("https://HOST:PORT"))
        let token = messages(Self.least + "load_balancer https://lb1:8443\n")
        #expect(token == ["5:1: 'load_balancer https://lb1:8443' needs a 'token_file'"])
        let local = messages(Self.least + "load_balancer http://127.0.0.1:8080\n")
        #expect(local == ["5:1: 'load_balancer http://127.0.0.1:8080' needs a 'token_file'"])
    }

    @Test(
        "an address of a load balancer that is none is refused",
        arguments: [
            "lb1", "https://lb1", "https://:8443", "https://lb1:0", "https://lb1:70000", "ftp://lb1:21",
            "https://lb1:8443/v1", "unix:run/s", "https://a b:1", "https://10.1.1:8443", "https://-a:1",
            "https://a@b:1",
        ])
    func badAddress(text: String) {
        #expect(APIAddress(text) == nil)
    }

    @Test(
        "mistakes are named with their places",
        arguments: [
            ("prot 8250", "5:1: unknown keyword 'prot' in 'agent.conf'"),
            ("lvs_sched rr", "5:1: unknown keyword 'lvs_sched' in 'agent.conf'"),
            ("port 0", "5:6: 'port' takes a whole number from 1 to 65535, not '0'"),
            ("reconnect", "5:1: 'reconnect' needs command or unit"),
            ("reconnect unit", "5:1: 'reconnect' needs a systemd unit"),
            ("reconnect unit a", "5:1: 'reconnect' needs restart or reload"),
            ("reconnect unit a stop", "5:18: 'reconnect' takes restart or reload, not 'stop'"),
            ("reconnect unit -a reload", "5:16: '-a' is no name of a systemd unit"),
            ("reconnect command \"again\"", "5:19: 'reconnect' needs a program with its absolute path, not 'again'"),
            ("busy_check busy", "5:12: 'busy_check' needs a program with its absolute path, not 'busy'"),
            ("load_balancer unix:/run/s", "5:1: load_balancer 'unix:/run/s' is already named at agent.conf:1:1"),
            ("algorithm_name weighted", "5:16: 'algorithm_name' takes static, roundrobin or shuffle, not 'weighted'"),
            ("token_file t", "5:12: 'token_file' takes an absolute path, not 't'"),
        ])
    func mistakes(line: String, message: String) {
        #expect(messages(Self.least + line + "\n") == [message])
        #expect(read(Self.least + line + "\n").hasErrors)
    }

    @Test("a misspelt keyword is suggested from this file's own")
    func suggestion() {
        #expect(read(Self.least + "properties_fiel /a").diagnostics.first?.suggestion == "properties_file")
    }

    @Test("bytes of any kind are read to their end")
    func hostile() {
        var chance = SeededGenerator(seed: 9)
        let words =
            KeywordCatalogue.agentFile.map(\.name) + [
                "{", "}", "\"", "\n", "unit", "command", "\u{0}", "é", "/", "1e9",
            ]
        for _ in 0..<2_000 {
            let text = (0..<20).compactMap { _ in words.randomElement(using: &chance) }.joined(separator: " ")
            _ = read(text).diagnostics.map { $0.render() }
        }
    }
}
