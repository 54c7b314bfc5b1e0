import Addresses
import NodeConfiguration
import Testing

@Suite("Address, route and rule lines")
struct RoutingLineTests {
    private func file() throws -> Configuration { configuration(try Fixture.text("vrrp-routing")) }

    private func ip(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    // MARK: Addresses

    @Test("an address line says everything that an interface can be told")
    func addresses() throws {
        let lines = try file().vrrpInstances[0].virtualAddresses
        #expect(
            lines.map(\.prefix.description) == ["192.0.2.10/24", "192.0.2.11/32", "192.0.2.12/24", "192.0.2.13/24"])
        #expect(lines[0].interface == InterfaceName("eth1"))
        #expect(lines[0].broadcast == IPv4Address("192.0.2.255"))
        #expect(lines[0].scope == .number(0))
        #expect(lines[0].label == "eth1:vip")
        #expect(lines[0].preferredLifetime == .forever)
        #expect(lines[1].peer == (try ip("198.51.100.1")))
        #expect(lines[1].isUntracked && !lines[0].isUntracked)
        #expect(lines[2].hasNoPrefixRoute && !lines[2].joinsGroup)
        #expect(lines[3].joinsGroup && !lines[3].hasNoPrefixRoute)
        let excluded = try file().vrrpInstances[0].excludedAddresses
        #expect(excluded[0].isHome && excluded[0].detectsDuplicates && excluded[0].managesTemporaryAddresses)
        #expect(excluded[0].preferredLifetime == .seconds(3_600))
    }

    @Test(
        "an IPv6 /128 is no source of connections unless the line says otherwise",
        arguments: [
            ("2001:db8::1", PreferredLifetime.seconds(0)), ("2001:db8::1/128", .seconds(0)),
            ("2001:db8::1/64", .forever), ("2001:db8::1 preferred_lft forever", .forever),
            ("2001:db8::1/64 preferred_lft 0", .seconds(0)),
        ])
    func preferredLifetime(line: String, lifetime: PreferredLifetime) {
        let read = configuration(instance("", addresses: line))
        #expect(read.vrrpInstances.first?.virtualAddresses.map(\.preferredLifetime) == [lifetime])
    }

    @Test(
        "broadcast + and - set and clear the bits of the host",
        arguments: [
            ("192.0.2.77/24 brd +", "192.0.2.255"), ("192.0.2.77/24 brd -", "192.0.2.0"),
            ("192.0.2.77/30 broadcast +", "192.0.2.79"), ("10.1.2.3/0 brd +", "255.255.255.255"),
        ])
    func broadcast(line: String, address: String) {
        let read = configuration(instance("", addresses: line))
        #expect(read.vrrpInstances.first?.virtualAddresses.map(\.broadcast) == [IPv4Address(address)])
    }

    @Test("static addresses are on default_interface unless they say otherwise, and that is eth0 unless it is said")
    func staticAddresses() throws {
        let lines = try file().staticAddresses
        #expect(lines.map(\.address.interface) == Array(repeating: InterfaceName("eth0"), count: 3))
        #expect(lines.map(\.trackGroup) == ["LINE", nil, nil])
        #expect(lines.map(\.address.broadcast) == [IPv4Address("192.0.2.255"), IPv4Address("192.0.2.0"), nil])
        #expect(lines[0].address.scope == .number(253))
        #expect(try file().trackGroups == [TrackGroup(name: "LINE", instances: ["A"])])
        let other = configuration(
            "static_ipaddress {\n192.0.2.1\n192.0.2.2 dev eth2\n}\nglobal_defs {\ndefault_interface eth1\n}")
        #expect(other.staticAddresses.map(\.address.interface?.description) == ["eth1", "eth2"])
    }

    // MARK: Routes

    @Test("the routes of a whole file")
    func routes() throws {
        let routes = try file().vrrpInstances[0].routes
        #expect(
            routes.map(\.destination.description) == [
                "198.51.100.0/24", "198.51.101.0/24", "198.51.102.0/24", "::/0", "203.0.113.0/24", "203.0.114.0/24",
                "2001:db8:2::/48", "2001:db8:3::/48", "2001:db8:4::/48",
            ])
        #expect(routes[0].source == (try ip("192.0.2.10")))
        #expect(routes[0].gateway == (try ip("192.0.2.254")))
        #expect(routes[0].interface == InterfaceName("eth1"))
        #expect(routes[0].kind == .unicast && routes[0].placement == .prepend && routes[0].table == nil)
        #expect(routes[1].table == .number(100) && routes[1].isUntracked)
        #expect(routes[2].kind == .blackhole)
        #expect(routes[3].metric == 10 && routes[3].preference == .high && routes[3].expires == 60)
        #expect(routes[3].from == Prefix("2001:db8:1::/48"))
        #expect(routes[7].vrf == InterfaceName("blue") && routes[7].placement == .add)
        #expect(routes[8].gateway?.description == "2001:db8::1" && routes[8].placement == .prepend)
    }

    @Test("a route with every metric, in the kernel's units")
    func metrics() throws {
        let route = try file().vrrpInstances[0].routes[4]
        #expect(route.table == .name("isp"))
        #expect(route.tos == .number(16) && route.routeProtocol == .number(18) && route.scope == .number(253))
        #expect(route.metric == 12 && route.realms == RouteRealms(from: .number(3), to: .number(0)))
        #expect(route.usesECN && route.isOnLink && route.placement == .append)
        #expect(route.congestionControl == CongestionControlLine(name: "bbr", isLocked: true))
        #expect(route.quickAcknowledgement == true && route.fastOpenWithoutCookie == false)
        typealias Line = RouteMetricLine
        #expect(
            route.metrics == [
                Line(name: .mtu, value: 1_400, isLocked: true), Line(name: .hoplimit, value: 100),
                Line(name: .advmss, value: 101), Line(name: .rtt, value: 800), Line(name: .rttvar, value: 8_000),
                Line(name: .reordering, value: 104), Line(name: .window, value: 105), Line(name: .cwnd, value: 106),
                Line(name: .ssthresh, value: 107, isLocked: true), Line(name: .minimumTimeout, value: 108),
                Line(name: .initcwnd, value: 109), Line(name: .initrwnd, value: 110),
            ])
    }

    @Test("next hops and encapsulations")
    func nextHops() throws {
        let routes = try file().vrrpInstances[0].routes
        let hops = routes[5].nextHops
        #expect(hops.map(\.gateway?.description) == ["192.0.2.252", "192.0.2.253"])
        #expect(hops.map(\.weight) == [2, 1])
        #expect(hops.map(\.isOnLink) == [true, false])
        #expect(hops[0].interface == InterfaceName("eth0") && hops[1].realms == RouteRealms(to: .number(5)))
        guard case .ip(let tunnel) = hops[1].encapsulation else {
            Issue.record("no tunnel")
            return
        }
        #expect(tunnel.id == 7 && tunnel.tos == .number(4) && tunnel.ttl == 64 && tunnel.flags == 1)
        #expect(tunnel.destination?.description == "192.0.2.7" && tunnel.source?.description == "192.0.2.8")
        #expect(routes[6].encapsulation == .mpls(labels: [100, 200]) && routes[6].propagatesTTL == false)
        #expect(routes[7].encapsulation == .ila(0x2001_0db8_0000_0001))
    }

    @Test("an old 'via A or B' is two next hops, with a warning")
    func orHop() {
        let outcome = read("static_routes {\n192.0.2.0/24 via 192.0.2.1 or 192.0.2.2\n}")
        let route = outcome.configuration.staticRoutes.first
        #expect(route?.gateway == nil)
        #expect(route?.nextHops.map(\.gateway?.description) == ["192.0.2.1", "192.0.2.2"])
        #expect(outcome.diagnostics.map(\.severity) == [.warning])
    }

    @Test(
        "the family of 'default' is that of the rest of the line",
        arguments: [
            ("default via 192.0.2.1", "0.0.0.0/0"), ("default via 2001:db8::1", "::/0"),
            ("default via inet6 fe80::1 dev eth0", "0.0.0.0/0"), ("default dev eth0", "0.0.0.0/0"),
            ("default dev eth0 inet6", "::/0"), ("inet6 dummy default dev eth0", "::/0"),
            ("src 2001:db8::1 default dev eth0", "::/0"), ("0.0.0.0/0 gw 192.0.2.1", "0.0.0.0/0"),
        ])
    func defaultRoute(line: String, destination: String) {
        let read = configuration("static_routes {\n\(line)\n}")
        #expect(read.staticRoutes.map(\.destination.description) == [destination])
    }

    // MARK: Rules

    @Test("the rules of a whole file")
    func rules() throws {
        let rules = try file().vrrpInstances[0].rules
        #expect(
            rules.map(\.action) == [
                .table(.name("isp")), .table(.number(254)), .goto(300), .nop, .blackhole, .prohibit, .unreachable,
            ])
        #expect(rules.map(\.preference) == Array(200...206))
        #expect(rules.map(\.family) == [.ipv4, .ipv6, .ipv4, .ipv6, .ipv4, .ipv4, .ipv4])
        let first = rules[0].conditions
        #expect(first.isInverted)
        #expect(first.from == Prefix("192.0.2.0/24") && first.to == Prefix("198.51.100.0/24"))
        #expect(first.tos == .number(4) && first.firewallMark == FirewallMarkMatch(mark: 16, mask: 255))
        #expect(first.inputInterface == InterfaceName("eth0") && first.outputInterface == InterfaceName("eth1"))
        #expect(first.realms == RouteRealms(from: .number(1), to: .number(2)))
        #expect(first.suppressedPrefixLength == 8 && first.suppressedInterfaceGroup == .number(0))
        let second = rules[1].conditions
        #expect(second.tunnelID == 9 && second.userIDs == 1_000...1_999)
        #expect(second.ruleProtocol == .number(12) && second.isUntracked)
        #expect(second.transportProtocol == 17 && second.sourcePorts == 10...20 && second.destinationPorts == 53...53)
        #expect(rules[2].conditions.from == nil)
        let statics = try file().staticRules
        #expect(statics.map(\.action) == [.table(.number(1)), .vrfTable])
        #expect(statics.map(\.trackGroup) == [nil, "LINE"])
    }

    @Test("rules without a preference count down from 16384, each family for itself, with a warning")
    func preferences() {
        let outcome = read(
            "static_rules {\nfrom 192.0.2.1 table 1\nfrom 192.0.2.2 table 1\nfrom 2001:db8::1 table 1\n}\n"
                + instance("virtual_rules {\nfrom 2001:db8::2 table 1\nfrom 192.0.2.3 table 1\n}"))
        #expect(outcome.configuration.staticRules.map(\.preference) == [16_384, 16_383, 16_384])
        #expect(outcome.configuration.vrrpInstances.first?.rules.map(\.preference) == [16_383, 16_382])
        #expect(outcome.diagnostics.count == 5)
        #expect(!outcome.hasErrors)
    }

    @Test("names that are the same everywhere become numbers; others are left to the node's own files")
    func names() {
        func table(_ word: String) -> RuleLine.Action? {
            read("static_rules {\ntable \(word) preference 1\n}").configuration.staticRules.first?.action
        }
        #expect(table("main") == .table(.number(254)))
        #expect(table("local") == .table(.number(255)))
        #expect(table("0x10") == .table(.number(16)))
        #expect(table("010") == .table(.number(8)))
        #expect(table("4294967295") == .table(.number(4_294_967_295)))
        #expect(table("4294967296") == nil)
        #expect(table("-1") == nil)
        #expect(table("isp") == .table(.name("isp")))
    }
}
