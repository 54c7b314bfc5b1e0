import Addresses
import Netlink
import Testing
import VRRPTransport

@Suite final class RoutingKeeperTests {
    private let kernel = FakeKernel()
    private let holder = Holder.router(RouterKey(Samples.settings()))
    private let table = InterfaceTable(links: [Samples.link("eth0")])
    private var keeper = RoutingKeeper()

    private func route(_ text: String, on interface: String = "eth0", table: UInt32 = 100) -> VirtualRoute {
        var route = RouteSpecification(to: Samples.prefix(text))
        route.hop = RouteHop(on: Samples.name(interface))
        route.table = table
        return VirtualRoute(route)
    }

    private let rule = VirtualRule(RuleSpecification(.ipv4, preference: 500, .table(100)))

    @Test("routes come before rules, and go after them")
    func order() {
        let routes = [route("10.1.0.0/16"), route("10.2.0.0/16")]
        #expect(keeper.put(routes, [rule], of: holder, in: table, by: kernel).isEmpty)
        #expect(keeper.remove(of: holder, by: kernel).isEmpty)
        #expect(
            kernel.calls == [
                "adding route 10.1.0.0/16 dev eth0 table 100", "adding route 10.2.0.0/16 dev eth0 table 100",
                "adding rule 500: table 100", "removing rule 500: table 100",
                "removing route 10.2.0.0/16 dev eth0 table 100", "removing route 10.1.0.0/16 dev eth0 table 100",
            ])
    }

    @Test("a route by an interface that does not exist is refused by name, the others are in force")
    func missingInterface() {
        let failures = keeper.put(
            [route("10.1.0.0/16", on: "eth7"), route("10.2.0.0/16")], [], of: holder, in: table, by: kernel)
        #expect(failures.map(\.explanation) == ["there is no interface eth7"])
        #expect(kernel.others == ["route 10.2.0.0/16 dev eth0 table 100"])
    }

    @Test("a route of a VRF is in the VRF's table, and none where there is no such VRF")
    func vrf() {
        let blue = Link(
            index: 7, name: Samples.name("blue"), macAddress: nil, isUp: true, hasCarrier: true, mtu: 1500,
            isLoopback: false, kind: LinkKind(name: "vrf", vrfTable: 1_000))
        let table = InterfaceTable(links: [Samples.link("eth0"), blue])
        var route = RouteSpecification(to: Samples.prefix("10.1.0.0/16"))
        route.vrf = Samples.name("blue")
        #expect(keeper.put([VirtualRoute(route)], [], of: holder, in: table, by: kernel).isEmpty)
        let prefix = Samples.prefix("10.1.0.0/16")
        #expect(keeper.holders(concernedBy: [.route(destination: prefix, table: 1_000)]) == [holder])
        #expect(keeper.holders(concernedBy: [.route(destination: prefix, table: 254)]).isEmpty)
        route.vrf = Samples.name("eth0")
        let failures = keeper.put([VirtualRoute(route)], [], of: holder, in: table, by: kernel)
        #expect(failures.map(\.explanation) == ["there is no VRF eth0"])
    }

    @Test("F22: what somebody else took away is put back, and told by its name")
    func putBack() {
        _ = keeper.put([route("10.1.0.0/16")], [rule], of: holder, in: table, by: kernel)
        kernel.others = ["route 10.1.0.0/16 dev eth0 table 100"]
        #expect(keeper.putBack(of: holder, by: kernel).restored == ["rule 500: table 100"])
        #expect(keeper.putBack(of: holder, by: kernel).restored.isEmpty)
    }

    @Test("a loss concerns those whose destination and table, or whose preference, it names")
    func concerns() {
        _ = keeper.put([route("10.1.2.3/16")], [rule], of: holder, in: table, by: kernel)
        let prefix = Samples.prefix("10.1.0.0/16")
        #expect(keeper.holders(concernedBy: [.route(destination: prefix, table: 100)]) == [holder])
        #expect(keeper.holders(concernedBy: [.route(destination: prefix, table: 254)]).isEmpty)
        #expect(keeper.holders(concernedBy: [.rule(family: .ipv4, preference: 500)]) == [holder])
        #expect(keeper.holders(concernedBy: [.rule(family: .ipv6, preference: 500)]).isEmpty)
        #expect(keeper.holders(concernedBy: [.unknown]) == [holder])
    }

    @Test("at a reload only the routes and rules that are no longer wanted go")
    func reload() {
        _ = keeper.put([route("10.1.0.0/16"), route("10.2.0.0/16")], [rule], of: holder, in: table, by: kernel)
        _ = keeper.remove(of: holder, except: [route("10.2.0.0/16")], [rule], by: kernel)
        #expect(kernel.others == ["route 10.2.0.0/16 dev eth0 table 100", "rule 500: table 100"])
    }

    @Test(
        "no_track: a route by an interface that does not exist is no failure, and is missed once the interface is there"
    )
    func untrackedRoute() {
        var untracked = route("10.1.0.0/16", on: "eth7")
        untracked.isUntracked = true
        let routes = [untracked, route("10.2.0.0/16")]
        #expect(keeper.put(routes, [], of: holder, in: table, by: kernel).isEmpty)
        #expect(!keeper.lacks(routes, of: holder, in: table))
        let later = InterfaceTable(links: [Samples.link("eth0"), Samples.link("eth7", index: 7)])
        #expect(keeper.lacks(routes, of: holder, in: later))
        #expect(keeper.put(routes, [], of: holder, in: later, by: kernel).isEmpty)
        #expect(!keeper.lacks(routes, of: holder, in: later))
    }
}
