import Addresses
import LabScenario
import Netlink
import Testing

extension Lab {
    @Suite("Routes and rules in the kernel")
    struct RoutingKernelTests {
        private struct Sample: Sendable {
            /// As `ip route add` or `ip rule add` takes it.
            let words: String
            let isIPv6: Bool
            let change: Change

            enum Change: Sendable {
                case route(RouteSpecification)
                case rule(RuleSpecification)
            }
        }

        private static func prefix(_ text: String) throws -> Prefix { try #require(Prefix(text)) }
        private static func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }
        private static func name(_ text: String) throws -> InterfaceName { try #require(InterfaceName(text)) }

        private static func route(
            _ words: String, to destination: String, _ change: (inout RouteSpecification) throws -> Void
        ) throws -> Sample {
            var route = RouteSpecification(to: try prefix(destination))
            try change(&route)
            return Sample(words: words, isIPv6: route.family == .ipv6, change: .route(route))
        }

        private static func rule(
            _ words: String, _ preference: UInt32, _ action: RuleSpecification.Action, family: AddressFamily = .ipv4,
            _ change: (inout RuleSpecification) throws -> Void = { _ in }
        ) throws -> Sample {
            var rule = RuleSpecification(family, preference: preference, action)
            try change(&rule)
            return Sample(words: words, isIPv6: family == .ipv6, change: .rule(rule))
        }

        private static func routes() throws -> [Sample] {
            let probe = try name("probe0")
            return [
                try route("10.1.0.0/16 dev probe0", to: "10.1.0.0/16") { $0.hop = RouteHop(on: probe) },
                try route("default via 192.0.2.9 table 100 metric 7", to: "0.0.0.0/0") {
                    $0.hop = RouteHop(via: try address("192.0.2.9"))
                    $0.table = 100
                    $0.metric = 7
                },
                try route("10.2.0.0/16 via 192.0.2.9 src 192.0.2.1 table 1000 tos 0x10", to: "10.2.0.0/16") {
                    $0.hop = RouteHop(via: try address("192.0.2.9"))
                    $0.preferredSource = try address("192.0.2.1")
                    $0.table = 1000
                    $0.typeOfService = 0x10
                },
                try route("10.3.0.0/16 via 203.0.113.1 dev probe0 onlink", to: "10.3.0.0/16") {
                    $0.hop = RouteHop(via: try address("203.0.113.1"), on: probe)
                    $0.hop.isOnLink = true
                },
                try route(
                    "10.4.0.0/16 dev probe0 mtu lock 1400 advmss 1300 window 4000 initcwnd 20 rto_min 200ms quickack 1 congctl reno",
                    to: "10.4.0.0/16"
                ) {
                    $0.hop = RouteHop(on: probe)
                    $0.metrics.values = [
                        .mtu: 1400, .advmss: 1300, .window: 4000, .initcwnd: 20, .minimumTimeout: 200, .quickACK: 1,
                    ]
                    $0.metrics.locked = [.mtu]
                    $0.metrics.congestionControl = "reno"
                },
                try route(
                    "10.5.0.0/16 nexthop via 192.0.2.8 dev probe0 weight 3 nexthop via 192.0.2.9 dev probe0",
                    to: "10.5.0.0/16"
                ) {
                    var first = RouteHop(via: try address("192.0.2.8"), on: probe)
                    first.weight = 3
                    $0.hops = [first, RouteHop(via: try address("192.0.2.9"), on: probe)]
                },
                try route("blackhole 10.6.0.0/16", to: "10.6.0.0/16") { $0.kind = .blackhole },
                try route("unreachable 10.7.0.0/16 metric 3", to: "10.7.0.0/16") {
                    $0.kind = .unreachable
                    $0.metric = 3
                },
                try route("10.8.0.0/16 via inet6 fe80::9 dev probe0", to: "10.8.0.0/16") {
                    $0.hop = RouteHop(via: try address("fe80::9"), on: probe)
                },
                try route("2001:db8:1::/48 via 2001:db8::9 metric 50 pref high", to: "2001:db8:1::/48") {
                    $0.hop = RouteHop(via: try address("2001:db8::9"))
                    $0.metric = 50
                    $0.preference = 1
                },
                try route("default via fe80::9 dev probe0 table 300 mtu 1300", to: "::/0") {
                    $0.hop = RouteHop(via: try address("fe80::9"), on: probe)
                    $0.table = 300
                    $0.metrics.values = [.mtu: 1300]
                },
            ]
        }

        private static func rules() throws -> [Sample] {
            [
                try rule("from 10.1.0.0/16 to 192.0.2.0/24 table 100 preference 300", 300, .table(100)) {
                    $0.source = try prefix("10.1.0.0/16")
                    $0.destination = try prefix("192.0.2.0/24")
                },
                try rule("not from 10.0.0.0/8 fwmark 3/0xff table 1000 preference 301", 301, .table(1000)) {
                    $0.isInverted = true
                    $0.source = try prefix("10.0.0.0/8")
                    $0.mark = 3
                    $0.markMask = 0xFF
                },
                try rule("iif probe0 oif missing9 blackhole preference 302", 302, .blackhole) {
                    $0.inputInterface = try name("probe0")
                    $0.outputInterface = try name("missing9")
                },
                try rule("to 203.0.113.7 goto 400 preference 303", 303, .goto(400)) {
                    $0.destination = try prefix("203.0.113.7")
                },
                try rule(
                    "ipproto tcp sport 1000-2000 dport 80-80 uidrange 0-99 table 100 suppress_prefixlength 8 preference 304",
                    304, .table(100)
                ) {
                    $0.transportProtocol = 6
                    $0.sourcePorts = 1000...2000
                    $0.destinationPorts = 80...80
                    $0.userIDs = 0...99
                    $0.suppressedPrefixLength = 8
                },
                try rule("tos 0x10 prohibit preference 305", 305, .prohibit) { $0.typeOfService = 0x10 },
                try rule("from 2001:db8::/32 table 300 preference 306", 306, .table(300), family: .ipv6) {
                    $0.source = try prefix("2001:db8::/32")
                },
            ]
        }

        private func play(_ samples: [Sample], _ object: String, show: String) async throws {
            let namespace = try await NetworkNamespace.create("routing-\(object)")
            do {
                try await namespace.ip(
                    "link add probe0 type veth peer name probe1", "link set probe0 up", "link set probe1 up",
                    "address add 192.0.2.1/24 dev probe0", "address add 2001:db8::1/64 dev probe0 nodad")
                for sample in samples {
                    let family = sample.isIPv6 ? "-6" : "-4"
                    func shown() async throws -> String {
                        try await Command(
                            ["ip", family, "-netns", namespace.name] + show.split(separator: " ").map(String.init)
                        ).succeed()
                    }
                    let before = try await shown()
                    let origin = object == "rule" ? "protocol 18" : "proto 18"
                    var words = "\(family) \(object) add \(sample.words)".split(separator: " ").map(String.init)
                    // Next hops come last.
                    let place = words.firstIndex(of: "nexthop") ?? words.count
                    words.insert(contentsOf: origin.split(separator: " ").map(String.init), at: place)
                    try await Command(["ip", "-netns", namespace.name] + words).succeed()
                    let expected = try await shown()
                    let removal = words.map { $0 == "add" ? "delete" : $0 }
                    try await Command(["ip", "-netns", namespace.name] + removal).succeed()
                    #expect(try await shown() == before)

                    try await namespace.onThread("add") { try Self.carryOut(sample.change, isRemoval: false) }
                    #expect(try await shown() == expected, "\(sample.words)")
                    try await namespace.onThread("again") {
                        let error = #expect(throws: NetlinkError.self) {
                            try Self.carryOut(sample.change, isRemoval: false)
                        }
                        #expect(error?.errno == 17, "\(sample.words): \(String(describing: error))")
                    }
                    try await namespace.onThread("remove") { try Self.carryOut(sample.change, isRemoval: true) }
                    #expect(try await shown() == before, "\(sample.words)")
                }
            } catch {
                await namespace.delete()
                throw error
            }
            await namespace.delete()
        }

        private static func carryOut(_ change: Sample.Change, isRemoval: Bool) throws {
            let client = try RouteClient()
            switch change {
            case .route(let specification):
                let links = try client.links()
                let route = try ResolvedRoute(specification) { name in links.first { $0.name == name }?.index }
                try client.carryOut(isRemoval ? .removeRoute(route) : .addRoute(route))
            case .rule(let rule):
                try client.carryOut(isRemoval ? .removeRule(rule) : .addRule(rule))
            }
        }

        @Test("a route is in the kernel as ip route makes it of the same words, is there once, and goes again")
        func routes() async throws {
            try await play(Self.routes(), "route", show: "route show table all")
        }

        @Test("a rule is in the kernel as ip rule makes it of the same words, is there once, and goes again")
        func rules() async throws {
            try await play(Self.rules(), "rule", show: "rule show")
        }
    }
}
