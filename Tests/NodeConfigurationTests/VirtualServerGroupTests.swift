import Addresses
import NodeConfiguration
import Testing

@Suite("virtual_server_group")
struct VirtualServerGroupTests {
    private let service = """
        virtual_server group web {
            lvs_sched rr
            lvs_method NAT
            protocol TCP
            real_server 10.0.0.1 8080 {
                TCP_CHECK {
                }
            }
        }

        """

    private func group(_ lines: String...) -> String {
        "virtual_server_group web {\n\(lines.joined(separator: "\n"))\n}\n"
    }

    private func members(_ text: String) throws -> [String] {
        let outcome = read(text)
        #expect(outcome.diagnostics.map(\.message) == [])
        let server = try #require(outcome.configuration.virtualServers.first)
        guard case .group(let group, _) = server.identity else { return [] }
        return group.members.map(\.description)
    }

    @Test("addresses, ranges, prefixes and marks become members in the order of the lines, each once")
    func lines() throws {
        #expect(
            try members(
                group(
                    "192.0.2.1 80", "192.0.2.9-11 443", "192.0.2.254-192.0.3.1 25", "192.0.2.8/30 443", "fwmark 7")
                    + service) == [
                    "192.0.2.1:80", "192.0.2.9:443", "192.0.2.10:443", "192.0.2.11:443", "192.0.2.254:25",
                    "192.0.2.255:25", "192.0.3.0:25", "192.0.3.1:25", "192.0.2.8:443", "fwmark 7",
                ])
    }

    @Test("an IPv6 range may end in its last 16 bits")
    func ipv6() throws {
        let six = service.replacingOccurrence(of: "10.0.0.1", with: "2001:db8::1")
        #expect(
            try members(group("2001:db8::fffe-ffff 80", "2001:db8::10/127 81") + six) == [
                "[2001:db8::fffe]:80", "[2001:db8::ffff]:80", "[2001:db8::10]:81", "[2001:db8::11]:81",
            ])
    }

    @Test("a group may stand behind its users, which keep their places and are counted")
    func order() {
        let single = service.replacingOccurrence(of: "group web", with: "192.0.2.99 80")
        let udp = service.replacingOccurrence(of: "TCP\n", with: "UDP\n")
        let servers = read(service + single + udp + group("192.0.2.1 80")).configuration.virtualServers
        #expect(servers.map(\.trackingName) == ["tcp/group/web", "tcp/192.0.2.99:80", "udp/group/web"])
        #expect(
            servers.compactMap { server in
                if case .group(_, let ordinal) = server.identity { ordinal } else { nil }
            } == [0, 1])
    }

    @Test("uses are counted as keepalived does, those without real servers included, and the group is printed once")
    func counted() throws {
        let none = "virtual_server group web {\nlvs_sched rr\nlvs_method NAT\nprotocol TCP\n}\n"
        let udp = service.replacingOccurrence(of: "TCP\n", with: "UDP\n")
        let configuration = read(group("192.0.2.1 80") + none + service + udp).configuration
        #expect(
            configuration.virtualServers.compactMap { server in
                if case .group(_, let ordinal) = server.identity { ordinal } else { nil }
            } == [1, 2])
        let text = ConfigurationText.text(of: configuration.statements(withSecrets: true))
        #expect(text.split(separator: "virtual_server_group web {", omittingEmptySubsequences: false).count == 2)
        let again = read(text)
        #expect(again.diagnostics.map(\.message) == [])
        #expect(again.configuration.virtualServers.map(\.alone) == configuration.virtualServers.map(\.alone))
    }

    @Test("the family of marks is printed where they do not say it themselves")
    func printedFamily() {
        let text =
            group("192.0.2.1 80", "fwmark 7")
            + service.replacingOccurrence(of: "lvs_method NAT", with: "lvs_method TUN\nip_family inet6")
        let configuration = read(text).configuration
        let again = read(ConfigurationText.text(of: configuration.statements(withSecrets: true))).configuration
        #expect(configuration.virtualServers.map(\.trackingName) == ["tcp/ipv6/group/web"])
        #expect(again.virtualServers.map(\.identity) == configuration.virtualServers.map(\.identity))
    }

    @Test("checks go to the real server's port, or to the one that all members have")
    func checkPorts() throws {
        func ports(_ lines: String, _ server: String) throws -> [UInt16] {
            let text = service.replacingOccurrence(of: "10.0.0.1 8080", with: server)
            let configuration = read(group(lines) + text).configuration
            let servers = try #require(configuration.virtualServers.first).realServers
            return servers.flatMap { [$0.port] + $0.checks.map(\.target.port) }
        }
        #expect(try ports("192.0.2.1-4 80", "10.0.0.1 8080") == [8080, 8080])
        #expect(try ports("192.0.2.1-4 80", "10.0.0.1") == [0, 80])
        // With several ports the check would not know where to go, which is an error.
        #expect(try ports("192.0.2.1 80\n192.0.2.1 81", "10.0.0.1") == [0])
    }

    @Test("firewall marks have the family of the real servers unless they say")
    func families() throws {
        let six = service.replacingOccurrence(of: "10.0.0.1 8080", with: "2001:db8::1 80")
        let server = try #require(read(group("fwmark 7") + six).configuration.virtualServers.first)
        guard case .group(let group, _) = server.identity else { return }
        #expect(group.members == [.firewallMark(7, .ipv6)])
        #expect(server.family == .ipv6)
    }

    @Test(
        "what a group cannot be is an error with its place",
        arguments: [
            ("192.0.2.9-8 80", "the range 192.0.2.9-192.0.2.8 ends before it begins"),
            ("192.0.2.9-2001:db8::1", "the range 192.0.2.9-2001:db8::1 ends before it begins"),
            ("192.0.2.1/24 80", "192.0.2.1/24 has host bits; its network is 192.0.2.0/24"),
            (
                "10.0.0.0/15",
                "a virtual_server_group has at most 65536 services; this line is left out"
            ),
            ("::/0", "a virtual_server_group has at most 65536 services; this line is left out"),
            ("192.0.2.1 http", "'192.0.2.1' takes a whole number from 0 to 65535, not 'http'"),
            ("192.0.2.1 80 81", "'81' is too much for '192.0.2.1'"),
            ("fwmark 1 inet4", "'fwmark' takes inet or inet6, not 'inet4'"),
            ("", "virtual_server_group 'web' is empty"),
        ])
    func mistakes(line: String, message: String) {
        #expect(read(group(line) + service).diagnostics.map(\.message).contains(message))
    }

    @Test("a group of a /16 is read, twice for two protocols")
    func large() {
        let udp = service.replacingOccurrence(of: "TCP\n", with: "UDP\n")
        let outcome = read(group("10.1.0.0/16 80") + service + udp)
        #expect(outcome.diagnostics.map(\.message) == [])
        #expect(outcome.configuration.virtualServers.map(\.serviceCount) == [65_536, 65_536])
    }

    @Test("all groups of a file together are bounded")
    func bound() {
        let groups = (0..<17).map { number in
            "virtual_server_group g\(number) {\n10.\(number).0.0/16 80\n}\n"
                + service.replacingOccurrence(of: "group web", with: "group g\(number)")
        }
        let outcome = read(groups.joined())
        #expect(outcome.configuration.virtualServers.count == 16)
        #expect(
            outcome.diagnostics.map(\.message) == [
                "groups have more than 1048576 services together; this virtual_server is left out"
            ])
    }

    @Test("a missing group, one defined twice and a service that is another's are told with the other place")
    func collisions() {
        func messages(_ text: String) -> [String] { read(text).diagnostics.map(\.message) }
        #expect(messages(service) == ["there is no virtual_server_group 'web'"])
        #expect(
            messages(group("192.0.2.1 80") + group("192.0.2.2 80") + service) == [
                "virtual_server_group 'web' is already defined at test.conf:1:22"
            ])
        let single = service.replacingOccurrence(of: "group web", with: "192.0.2.2 80")
        #expect(
            messages(group("192.0.2.1-3 80") + service + single) == [
                "192.0.2.2:80 of group 'web' is the virtual_server at test.conf:13:1 already"
            ])
    }
}

extension String {
    fileprivate func replacingOccurrence(of text: String, with other: String) -> String {
        split(separator: text, omittingEmptySubsequences: false).joined(separator: other)
    }
}
