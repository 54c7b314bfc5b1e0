import Addresses
import Netlink
import Testing
import VRRPEngine
import VRRPTransport

@Suite struct InterfaceTableTests {
    private let secondary: UInt32 = 0x01
    private let tentative: UInt32 = 0x40

    private func source(
        of settings: RouterSettings, among others: [RouterSettings] = [], in table: InterfaceTable
    ) -> IPAddress? {
        table.source(for: settings, among: VirtualAddresses(of: [settings] + others))
    }

    @Test("VR-73: advertisements come from the interface's first primary address, never from a virtual one")
    func sourceIPv4() {
        let table = InterfaceTable(
            links: [Samples.link("eth0")],
            addresses: [
                Samples.linkAddress("192.0.2.100/24"), Samples.linkAddress("192.0.2.7/24", flags: secondary),
                Samples.linkAddress("198.51.100.1/24"), Samples.linkAddress("203.0.113.1/24", on: 3),
            ])
        #expect(source(of: Samples.settings(), in: table) == Samples.address("198.51.100.1"))
    }

    @Test("VR-74: IPv6 advertisements come from the link-local address, once it is no longer tentative")
    func sourceIPv6() {
        let settings = Samples.settings(["fe80::100/64"], family: .ipv6)
        var table = InterfaceTable(
            links: [Samples.link("eth0")],
            addresses: [
                Samples.linkAddress("2001:db8::1/64"), Samples.linkAddress("192.0.2.1/24"),
                Samples.linkAddress("fe80::100/64"), Samples.linkAddress("fe80::1/64", flags: tentative),
            ])
        #expect(source(of: settings, in: table) == nil)
        table.apply(.addressAdded(Samples.linkAddress("fe80::1/64")))
        #expect(source(of: settings, in: table) == Samples.address("fe80::1"))
        table.apply(.addressRemoved(Samples.linkAddress("fe80::1/64")))
        #expect(source(of: settings, in: table) == nil)
    }

    @Test("the owner of a virtual address may send from it")
    func ownerSource() {
        let table = InterfaceTable(
            links: [Samples.link("eth0")], addresses: [Samples.linkAddress("192.0.2.100/24")])
        #expect(source(of: Samples.settings(priority: 100), in: table) == nil)
        #expect(source(of: Samples.settings(priority: 255), in: table) == Samples.address("192.0.2.100"))
    }

    @Test("another router's virtual address is no source, unless its owner is this node")
    func othersVirtualAddress() {
        let table = InterfaceTable(
            links: [Samples.link("eth0")],
            addresses: [Samples.linkAddress("192.0.2.101/24"), Samples.linkAddress("192.0.2.1/24", flags: secondary)])
        let own = Samples.settings()
        let other = Samples.settings(["192.0.2.101/24"], virtualRouterID: 52)
        #expect(source(of: own, among: [other], in: table) == Samples.address("192.0.2.1"))
        let bare = InterfaceTable(
            links: [Samples.link("eth0")], addresses: [Samples.linkAddress("192.0.2.101/24")])
        #expect(source(of: own, among: [other], in: bare) == nil)
        // RFC 9568 §4.2: two routers that back each other's own address up.
        let owner = Samples.settings(["192.0.2.101/24"], virtualRouterID: 52, priority: 255)
        #expect(source(of: own, among: [owner], in: bare) == Samples.address("192.0.2.101"))
    }

    @Test("an interface that is missing, down or without carrier is a fault, and so is one of a virtual address")
    func faults() {
        var table = InterfaceTable()
        #expect(table.faults(for: Samples.hosted()) == .interfaceMissing)
        table.apply(.link(Samples.link("eth0", isUp: false, hasCarrier: false)))
        #expect(table.faults(for: Samples.hosted()) == .interfaceDown)
        table.apply(.link(Samples.link("eth0", hasCarrier: false)))
        #expect(table.faults(for: Samples.hosted()) == .interfaceDown)
        table.apply(.link(Samples.link("eth0")))
        #expect(table.faults(for: Samples.hosted()) == [])
        #expect(table.faults(for: Samples.hosted(addressInterface: "eth1")) == .addressInterfaceDown)
        table.apply(.link(Samples.link("eth1", index: 3)))
        #expect(table.faults(for: Samples.hosted(addressInterface: "eth1")) == [])
        table.apply(.linkRemoved(index: 3, name: Samples.name("eth1")))
        #expect(table.faults(for: Samples.hosted(addressInterface: "eth1")) == .addressInterfaceDown)
    }

    @Test("an interface of a tracked static entry that is missing or down is a fault")
    func staticFaults() {
        let settings = InstanceSettings(Samples.settings(), staticInterfaces: [Samples.name("eth1")])
        let hosted = HostedRouter(settings, at: Samples.start)
        var table = InterfaceTable(links: [Samples.link("eth0")])
        #expect(table.faults(for: hosted) == .addressInterfaceDown)
        table.apply(.link(Samples.link("eth1", index: 3)))
        #expect(table.faults(for: hosted) == [])
        table.apply(.link(Samples.link("eth1", index: 3, hasCarrier: false)))
        #expect(table.faults(for: hosted) == .addressInterfaceDown)
    }

    @Test("a renamed interface is no longer there under its old name")
    func rename() {
        var table = InterfaceTable(links: [Samples.link("eth0")])
        table.apply(.link(Samples.link("lan0")))
        #expect(table.link(Samples.name("eth0")) == nil)
        #expect(table.link(Samples.name("lan0"))?.index == 2)
    }

    @Test("an address is ours while it is on any interface")
    func ownAddresses() {
        var table = InterfaceTable(
            links: [Samples.link("eth0"), Samples.link("eth1", index: 3)],
            addresses: [Samples.linkAddress("192.0.2.1/24"), Samples.linkAddress("192.0.2.1/32", on: 3)])
        // Told twice, as after a change of its lifetime.
        table.apply(.addressAdded(Samples.linkAddress("192.0.2.1/24")))
        table.apply(.addressRemoved(Samples.linkAddress("192.0.2.1/24")))
        #expect(table.isOurs(Samples.address("192.0.2.1")))
        table.apply(.linkRemoved(index: 3, name: Samples.name("eth1")))
        #expect(!table.isOurs(Samples.address("192.0.2.1")))
    }
}
