import Addresses
import Deadlines
import NodeConfiguration
import Testing

@Suite("virtual_server")
struct VirtualServerTests {
    private func first(_ text: String) throws -> VirtualServer {
        try #require(configuration(text).virtualServers.first)
    }

    @Test("a long file's services come in its order, and one that was there before is left out")
    func manyServices() {
        let headers = (0..<1_000).map { "192.0.\($0 / 250).\($0 % 250) 80" }
        // The beginning promises far more of them than there are.
        let text = headers.map { service("", header: $0) }.joined() + service("", header: headers[3])
        let outcome = read(text + String(repeating: "# nothing\n", count: 50_000))
        #expect(
            outcome.configuration.virtualServers.map(\.identity)
                == headers.compactMap { header in
                    IPAddress(header.dropLast(3)).map { .address($0, port: 80) }
                })
        #expect(outcome.diagnostics.count == 1)
    }

    @Test("a short service has keepalived's defaults")
    func defaults() throws {
        let server = try first(service(""))
        #expect(server.identity == .address(try #require(IPAddress("192.0.2.1")), port: 80))
        #expect(server.transportProtocol == .tcp)
        #expect(server.family == .ipv4)
        #expect(server.scheduler == "rr")
        #expect(server.method == .nat)
        #expect(server.persistence == nil)
        #expect(!server.onePacket)
        #expect(server.delayLoop == .seconds(60))
        #expect(server.quorum == 1)
        #expect(server.hysteresis == 0)
        #expect(!server.alpha)
        #expect(!server.inhibitOnFailure)
        #expect(server.sorryServer == nil)
        #expect(server.position == SourcePosition(file: "test.conf", line: 1, column: 1))
        let realServer = try #require(server.realServers.first)
        #expect(realServer.weight == 1)
        #expect(realServer.method == .nat)
        #expect(realServer.checks == [])
    }

    @Test("a service that leaves out protocol, scheduler and method gets UDP, wlc and NAT with a warning each")
    func missing() throws {
        let outcome = read("virtual_server 192.0.2.1 80 {\nreal_server 10.0.0.1 80 {\n}\n}")
        let server = try #require(outcome.configuration.virtualServers.first)
        #expect(server.transportProtocol == .udp)
        #expect(server.scheduler == "wlc")
        #expect(server.method == .nat)
        #expect(
            outcome.diagnostics.map(\.message) == [
                "'lvs_method' is not set; NAT is used", "'lvs_sched' is not set; wlc is used",
                "'protocol' is not set; UDP is used",
            ])
        #expect(!outcome.hasErrors)
    }

    @Test("the protocol may be in any case, schedulers and methods may not")
    func words() throws {
        #expect(
            problems(
                "virtual_server 192.0.2.1 80 {\nprotocol tcp\nlvs_sched WLC\nlb_kind dr\nreal_server 10.0.0.1 {\n}\n}")
                == [
                    "test.conf:3:11: error: 'lvs_sched' takes rr, wrr, lc, wlc, lblc, lblcr, sh, mh, dh, fo, "
                        + "ovf, sed, nq or twos, not 'WLC'",
                    "test.conf:4:9: error: 'lb_kind' takes NAT, DR or TUN, not 'dr'",
                ])
    }

    @Test("persistence: 360 seconds without a value, with a granularity, and without a port")
    func persistence() throws {
        #expect(
            try first(service("persistence_timeout 30")).persistence
                == PersistenceSettings(timeout: 30, prefixLength: 32))
        #expect(try first(service("persistence_timeout")).persistence?.timeout == 360)
        let granularity = try first(service("persistence_granularity 255.255.255.0")).persistence
        #expect(granularity?.timeout == 360)
        #expect(granularity?.prefixLength == 24)
        let everyPort = read(service("", header: "192.0.2.1"))
        #expect(everyPort.configuration.virtualServers.first?.persistence?.timeout == 360)
        #expect(everyPort.diagnostics.map(\.severity) == [.warning])
        #expect(read(service("persistence_granularity 255.0.255.0")).hasErrors)
        #expect(read(service("persistence_granularity 0.0.0.0")).hasErrors)
        #expect(read(service("persistence_granularity 64")).hasErrors)
    }

    @Test("DR and TUN cannot change the port; NAT can; a server without a port has the service's")
    func ports() throws {
        let text =
            "virtual_server 192.0.2.1 80 {\nprotocol TCP\nlvs_sched rr\nlvs_method DR\nsorry_server 10.0.0.9 81\n"
            + "real_server 10.0.0.1 8080 {\n}\nreal_server 10.0.0.2 {\n}\nreal_server 10.0.0.3 8080 {\nlvs_method NAT\n}\n}"
        let outcome = read(text)
        let server = try #require(outcome.configuration.virtualServers.first)
        #expect(server.realServers.map(\.port) == [80, 80, 8080])
        #expect(server.sorryServer?.port == 80)
        #expect(outcome.diagnostics.map(\.severity) == [.warning, .warning])
    }

    @Test("a firewall mark: no protocol is needed, ports go with DR and stay with NAT")
    func firewallMark() throws {
        let text =
            "virtual_server fwmark 4294967295 {\nlvs_sched rr\nlvs_method DR\nreal_server 10.0.0.1 80 {\n}\n"
            + "real_server 10.0.0.2 80 {\nlvs_method NAT\n}\n}"
        let outcome = read(text)
        let server = try #require(outcome.configuration.virtualServers.first)
        #expect(server.identity == .firewallMark(4_294_967_295))
        #expect(server.realServers.map(\.port) == [0, 80])
        #expect(
            outcome.diagnostics.map(\.message) == [
                "port 80 of 'real_server' is not the service's, and DR cannot change it: it is left out"
            ])
    }

    @Test("only tunnels cross address families; a firewall mark takes its servers' family")
    func families() throws {
        let foreign = "real_server 2001:db8::1 80 {\n}"
        #expect(
            problems(service("", servers: foreign)) == [
                "test.conf:6:1: error: 2001:db8::1 is not of the service's family; only TUN may cross families"
            ])
        #expect(problems(service("", servers: "real_server 2001:db8::1 80 {\nlvs_method TUN type ipip\n}")) == [])
        #expect(try first("virtual_server fwmark 1 {\nlvs_sched rr\nlvs_method NAT\n\(foreign)\n}").family == .ipv6)
        #expect(
            read("virtual_server fwmark 1 {\nlvs_sched rr\nlvs_method NAT\nip_family inet\n\(foreign)\n}").hasErrors)
    }

    @Test("tunnels of every kind, inherited or the server's own, for the sorry server, too; their words in any order")
    func tunnels() throws {
        let server = try first(
            """
            virtual_server 192.0.2.1 80 {
                protocol TCP
                lvs_sched rr
                lvs_method TUN type gue port 6080 remcsum
                sorry_server 10.0.0.9 80
                sorry_server_lvs_method TUN type gre
                real_server 10.0.0.1 80 {
                }
                real_server 10.0.0.2 80 {
                    lvs_method TUN
                }
                real_server 10.0.0.3 80 {
                    lvs_method TUN csum type gre
                }
                real_server 10.0.0.4 80 {
                    lvs_method TUN nocsum port 65535 type gue
                }
                real_server 10.0.0.5 80 {
                    lvs_method TUN type ipip nocsum
                }
                real_server 10.0.0.6 80 {
                    lvs_method DR
                }
            }
            """)
        #expect(server.method == .tunnel(.gue(port: 6080, .remote)))
        #expect(server.sorryServer?.method == .tunnel(.gre(.none)))
        #expect(
            server.realServers.map(\.method) == [
                .tunnel(.gue(port: 6080, .remote)), .tunnel(.ipip), .tunnel(.gre(.full)),
                .tunnel(.gue(port: 65_535, .none)), .tunnel(.ipip), .direct,
            ])
    }

    @Test(
        "words of a tunnel that do not go together are errors, as they are for keepalived",
        arguments: [
            ("TUN type gue", "5:16: error: 'type gue' needs 'port' and a number from 1 to 65535"),
            ("TUN type gue port", "5:25: error: 'port' needs a whole number from 1 to 65535"),
            ("TUN type gue port 0", "5:30: error: 'port' takes a whole number from 1 to 65535, not '0'"),
            ("TUN type gue port 65536", "5:30: error: 'port' takes a whole number from 1 to 65535, not '65536'"),
            ("TUN type ipip port 5", "5:26: error: only 'type gue' has a port"),
            ("TUN port 5", "5:16: error: only 'type gue' has a port"),
            ("TUN csum", "5:16: error: 'type ipip' has no 'csum'"),
            ("TUN type gre remcsum", "5:25: error: 'type gre' has no 'remcsum'"),
            ("TUN type gre csum nocsum", "5:30: error: 'csum' and 'nocsum' contradict each other"),
            ("TUN type", "5:16: error: 'type' needs ipip, gue or gre"),
            ("TUN type gru", "5:21: error: 'type' takes ipip, gue or gre, not 'gru'"),
            ("DR type gre", "5:15: error: 'type gre' is too much for 'lvs_method'"),
            (
                "TUN gue",
                "5:16: error: 'lvs_method TUN' takes 'type ipip', 'type gue port N' or 'type gre' after TUN, then nocsum,"
                    + " csum or remcsum, not 'gue'"
            ),
        ])
    func tunnelErrors(words: String, problem: String) {
        let text = "virtual_server 192.0.2.1 80 {\nprotocol TCP\nlvs_sched rr\nreal_server 10.0.0.1 80 {\nlvs_method "
        #expect(
            problems("\(text)\(words)\n}\n}").contains("test.conf:\(problem)"), "\(problems("\(text)\(words)\n}\n}"))")
    }

    @Test("the quorum is cut to the sum of weights and hysteresis to less than the quorum")
    func quorum() throws {
        let servers = "real_server 10.0.0.1 80 {\nweight 2\n}\nreal_server 10.0.0.2 80 {\nweight 3\n}"
        #expect(try first(service("quorum 5\nhysteresis 4", servers: servers)).hysteresis == 4)
        let cut = read(service("quorum 6\nhysteresis 5", servers: servers))
        #expect(cut.configuration.virtualServers.first?.quorum == 5)
        #expect(cut.configuration.virtualServers.first?.hysteresis == 4)
        #expect(cut.diagnostics.map(\.severity) == [.warning, .warning])
        let weightless = read(service("hysteresis 3", servers: "real_server 10.0.0.1 80 {\nweight 0\n}"))
        #expect(weightless.configuration.virtualServers.first?.quorum == 1)
        #expect(weightless.configuration.virtualServers.first?.hysteresis == 0)
    }

    @Test("ops is for UDP")
    func onePacket() throws {
        let tcp = read(service("ops"))
        #expect(tcp.configuration.virtualServers.first?.onePacket == false)
        #expect(tcp.diagnostics.map(\.severity) == [.warning])
        let udp =
            "virtual_server 192.0.2.1 53 {\nops\nprotocol UDP\nlvs_sched rr\nlvs_method NAT\nreal_server 10.0.0.1 {\n}\n}"
        #expect(try first(udp).onePacket)
    }

    @Test("a service without real servers, and one defined before, are left out with a warning")
    func leftOut() {
        #expect(
            problems(service("", servers: "")) == [
                "test.conf:1:1: warning: this virtual_server has no real servers and is left out"
            ])
        let twice = read(service("") + service(""))
        #expect(twice.configuration.virtualServers.count == 1)
        #expect(
            twice.diagnostics.map(\.description) == [
                "test.conf:9:1: warning: this virtual_server is already defined at test.conf:1:1; this one is left out"
            ])
    }

    @Test("a real server that the kernel could not tell from an earlier one is left out with a warning")
    func sameServer() {
        let outcome = read(service("", servers: "real_server 10.0.0.1 80 {\n}\nreal_server 10.0.0.1 {\n}"))
        #expect(outcome.configuration.virtualServers.first?.realServers.count == 1)
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:8:1: warning: real_server 10.0.0.1:80 is already defined at test.conf:6:1; this one is left out"
            ])
    }

    @Test("weight, method and inhibit_on_failure come from the service unless the server has its own")
    func inheritance() throws {
        let servers =
            "real_server 10.0.0.1 80 {\n}\nreal_server 10.0.0.2 80 {\nweight 0\ninhibit_on_failure no\nlvs_method TUN\n}"
        let server = try first(service("weight 7\ninhibit_on_failure", servers: servers))
        #expect(server.realServers.map(\.weight) == [7, 0])
        #expect(server.realServers.map(\.inhibitOnFailure) == [true, false])
        #expect(server.realServers.map(\.method) == [.nat, .tunnel()])
    }

    @Test("two files say the same of a service wherever it stands, and not where a real server differs")
    func sameElsewhere() throws {
        let server = try first(service(""))
        let moved = try first("\n\n" + service("\n", servers: "\nreal_server 10.0.0.1 80 {\n\n}"))
        #expect(server != moved)
        #expect(server.saysTheSame(as: moved))
        let heavier = try first(service("", servers: "real_server 10.0.0.1 80 {\nweight 2\n}"))
        #expect(!server.saysTheSame(as: heavier))
    }

    @Test("a lower threshold above the upper one, which the kernel refuses, has no effect")
    func thresholds() {
        let outcome = read(service("", servers: "real_server 10.0.0.1 80 {\nuthreshold 5\nlthreshold 6\n}"))
        #expect(outcome.configuration.virtualServers.first?.realServers.first?.upperThreshold == 5)
        #expect(outcome.configuration.virtualServers.first?.realServers.first?.lowerThreshold == 0)
        #expect(outcome.diagnostics.map(\.severity) == [.warning])
    }
}
