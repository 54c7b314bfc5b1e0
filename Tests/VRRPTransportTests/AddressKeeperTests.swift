import Addresses
import Netlink
import Testing
import VRRPEngine
import VRRPTransport

/// A kernel that remembers its addresses.
private final class FakeKernel: AddressProgramming {
    var addresses: Set<Prefix> = []
    var refused: Set<Prefix> = []
    private(set) var calls: [String] = []

    func add(_ address: Prefix, to interfaceIndex: Int32) throws(NetlinkError) {
        calls.append("add \(address) \(interfaceIndex)")
        if refused.contains(address) { throw NetlinkError("adding", errno: 13) }
        guard addresses.insert(address).inserted else { throw NetlinkError("adding", errno: 17) }
    }

    func remove(_ address: Prefix, from interfaceIndex: Int32) throws(NetlinkError) {
        calls.append("remove \(address) \(interfaceIndex)")
        guard addresses.remove(address) != nil else { throw NetlinkError("removing", errno: 99) }
    }
}

@Suite struct AddressKeeperTests {
    private let kernel = FakeKernel()
    private let table = InterfaceTable(links: [Samples.link("eth0"), Samples.link("eth1", index: 3)])

    @Test("addresses go on in their order, excluded ones last, and come off again")
    func addAndRemove() {
        var keeper = AddressKeeper()
        let settings = Samples.settings(["192.0.2.101/24", "192.0.2.100/24"], excluded: ["2001:db8::1/64"])
        #expect(keeper.addAddresses(of: settings, in: table, by: kernel).isEmpty)
        #expect(kernel.calls == ["add 192.0.2.101/24 2", "add 192.0.2.100/24 2", "add 2001:db8::1/64 2"])
        #expect(keeper.holder(of: Samples.linkAddress("192.0.2.100/24")) == RouterKey(settings))
        #expect(keeper.removeAddresses(of: settings, in: table, by: kernel).isEmpty)
        #expect(kernel.addresses.isEmpty)
        #expect(keeper.holder(of: Samples.linkAddress("192.0.2.100/24")) == nil)
    }

    @Test("an address goes on the interface it names")
    func otherInterface() {
        var keeper = AddressKeeper()
        _ = keeper.addAddresses(of: Samples.settings(addressInterface: "eth1"), in: table, by: kernel)
        #expect(kernel.calls == ["add 192.0.2.100/24 3"])
    }

    @Test("an address that is there already is ours and comes off in the end")
    func existing() {
        var keeper = AddressKeeper()
        kernel.addresses = [Samples.prefix("192.0.2.100/24")]
        #expect(keeper.addAddresses(of: Samples.settings(), in: table, by: kernel).isEmpty)
        #expect(keeper.removeAddresses(of: Samples.settings(), in: table, by: kernel).isEmpty)
        #expect(kernel.addresses.isEmpty)
    }

    @Test("the owner's address that the host was configured with stays")
    func ownersAddress() {
        var keeper = AddressKeeper()
        let settings = Samples.settings(priority: 255)
        kernel.addresses = [Samples.prefix("192.0.2.100/24")]
        #expect(keeper.addAddresses(of: settings, in: table, by: kernel).isEmpty)
        #expect(keeper.removeAddresses(of: settings, in: table, by: kernel).isEmpty)
        #expect(kernel.addresses == [Samples.prefix("192.0.2.100/24")])
    }

    @Test("what a crashed predecessor left is removed; what is not there is not touched")
    func leftovers() {
        var keeper = AddressKeeper()
        var table = table
        table.apply(.addressAdded(Samples.linkAddress("192.0.2.100/24")))
        kernel.addresses = [Samples.prefix("192.0.2.100/24")]
        let settings = Samples.settings(["192.0.2.100/24", "192.0.2.101/24"])
        #expect(keeper.removeAddresses(of: settings, in: table, by: kernel).isEmpty)
        #expect(kernel.calls == ["remove 192.0.2.100/24 2"])
    }

    @Test("a refused address is told, and whether a master can live without it; the others go on")
    func refusal() {
        var keeper = AddressKeeper()
        kernel.refused = [Samples.prefix("192.0.2.100/24"), Samples.prefix("2001:db8::1/64")]
        let settings = Samples.settings(["192.0.2.100/24", "192.0.2.101/24"], excluded: ["2001:db8::1/64"])
        let failures = keeper.addAddresses(of: settings, in: table, by: kernel)
        #expect(failures.map(\.isAdvertised) == [true, false])
        #expect(kernel.addresses == [Samples.prefix("192.0.2.101/24")])
    }

    @Test("an address that somebody else took away comes off without complaint")
    func alreadyGone() {
        var keeper = AddressKeeper()
        _ = keeper.addAddresses(of: Samples.settings(), in: table, by: kernel)
        kernel.addresses = []
        #expect(keeper.removeAddresses(of: Samples.settings(), in: table, by: kernel).isEmpty)
    }

    @Test("at a reload only the addresses that are no longer wanted come off")
    func reload() {
        var keeper = AddressKeeper()
        let old = Samples.settings(["192.0.2.100/24", "192.0.2.101/24"])
        let new = Samples.settings(["192.0.2.101/24", "192.0.2.102/24"])
        _ = keeper.addAddresses(of: old, in: table, by: kernel)
        _ = keeper.removeAddresses(of: old, except: Set(new.addresses), in: table, by: kernel)
        #expect(kernel.addresses == [Samples.prefix("192.0.2.101/24")])
        #expect(keeper.holder(of: Samples.linkAddress("192.0.2.101/24")) == RouterKey(old))
    }

    @Test("an address that moved to another router of ours is not taken away by the one that had it")
    func moved() {
        var keeper = AddressKeeper()
        var table = table
        let before = Samples.settings(virtualRouterID: 51)
        let after = Samples.settings(virtualRouterID: 52)
        _ = keeper.addAddresses(of: before, in: table, by: kernel)
        table.apply(.addressAdded(Samples.linkAddress("192.0.2.100/24")))
        _ = keeper.addAddresses(of: after, in: table, by: kernel)
        #expect(keeper.removeAddresses(of: before, in: table, by: kernel).isEmpty)
        #expect(kernel.addresses == [Samples.prefix("192.0.2.100/24")])
        #expect(keeper.removeAddresses(of: after, in: table, by: kernel).isEmpty)
        #expect(kernel.addresses.isEmpty)
    }

    @Test("an interface that goes takes its addresses along; the index may come again")
    func interfaceGone() {
        var keeper = AddressKeeper()
        _ = keeper.addAddresses(of: Samples.settings(), in: table, by: kernel)
        _ = keeper.addAddresses(
            of: Samples.settings(virtualRouterID: 52, addressInterface: "eth1"), in: table, by: kernel)
        keeper.forget(interfaceIndex: 2)
        #expect(keeper.holder(of: Samples.linkAddress("192.0.2.100/24")) == nil)
        #expect(keeper.holder(of: Samples.linkAddress("192.0.2.100/24", on: 3)) != nil)
    }

    @Test("an interface that went unheard takes its addresses along, too")
    func interfaceGoneUnheard() {
        var keeper = AddressKeeper()
        _ = keeper.addAddresses(of: Samples.settings(), in: table, by: kernel)
        // It is back under another index, and the router has put its address there.
        let read = InterfaceTable(
            links: [Samples.link("eth0", index: 9)], addresses: [Samples.linkAddress("192.0.2.100/24", on: 9)])
        _ = keeper.addAddresses(of: Samples.settings(), in: read, by: kernel)
        #expect(keeper.holders(missingIn: read) == [RouterKey(Samples.settings())])
        keeper.forgetInterfaces(missingIn: read)
        #expect(keeper.holders(missingIn: read).isEmpty)
        #expect(keeper.holder(of: Samples.linkAddress("192.0.2.100/24", on: 9)) != nil)
    }

    @Test("the routers whose addresses are gone are found by one reading of them all")
    func missing() {
        var keeper = AddressKeeper()
        let first = Samples.settings(["192.0.2.100/24", "192.0.2.101/24"], virtualRouterID: 51)
        let second = Samples.settings(["192.0.2.102/24"], virtualRouterID: 52)
        for settings in [first, second] { _ = keeper.addAddresses(of: settings, in: table, by: kernel) }
        var read = InterfaceTable(addresses: kernel.addresses.map { Samples.linkAddress("\($0)") })
        #expect(keeper.holders(missingIn: read).isEmpty)
        read.apply(.addressRemoved(Samples.linkAddress("192.0.2.101/24")))
        #expect(keeper.holders(missingIn: read) == [RouterKey(first)])
        _ = keeper.removeAddresses(of: first, in: table, by: kernel)
        #expect(keeper.holders(missingIn: read).isEmpty)
    }

    @Test("a refused address is tried without staying on; one that is there is fine")
    func acceptance() {
        let keeper = AddressKeeper()
        let settings = Samples.settings(["192.0.2.100/24", "192.0.2.101/24"])
        kernel.refused = [Samples.prefix("192.0.2.100/24")]
        kernel.addresses = [Samples.prefix("192.0.2.101/24")]
        #expect(!keeper.accepts(settings.addresses, of: settings, in: table, by: kernel))
        kernel.refused = []
        #expect(keeper.accepts(settings.addresses, of: settings, in: table, by: kernel))
        #expect(kernel.addresses == [Samples.prefix("192.0.2.101/24")])
        #expect(!keeper.accepts(settings.addresses, of: settings, in: InterfaceTable(), by: kernel))
    }
}
