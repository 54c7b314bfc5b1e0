import Addresses
import Netlink
import Testing
import VRRPEngine
import VRRPTransport

@Suite final class AddressKeeperTests {
    private let kernel = FakeKernel()
    private let first = Holder.router(RouterKey(Samples.settings(virtualRouterID: 51)))
    private let second = Holder.router(RouterKey(Samples.settings(virtualRouterID: 52)))
    private var keeper = AddressKeeper()

    private func put(
        _ wanted: [WantedAddress], of holder: Holder? = nil, valid: UInt32 = AddressLifetime.forever,
        adopts: Bool = true
    ) -> [AddressFailure] {
        keeper.put(wanted, of: holder ?? first, valid: { _ in valid }, adopts: { _ in adopts }, by: kernel)
    }

    @Test("addresses go on in their order, and come off again")
    func addAndRemove() {
        #expect(put(Samples.wanted(["192.0.2.101/24", "192.0.2.100/24", "2001:db8::1/64"])).isEmpty)
        #expect(
            kernel.calls == [
                "adding 192.0.2.101/24 to interface 2", "adding 192.0.2.100/24 to interface 2",
                "adding 2001:db8::1/64 to interface 2",
            ])
        #expect(keeper.holders(of: Samples.linkAddress("192.0.2.100/24")) == [first])
        #expect(keeper.remove(of: first, by: kernel).isEmpty)
        #expect(kernel.addresses.isEmpty)
        #expect(keeper.holders(of: Samples.linkAddress("192.0.2.100/24")).isEmpty)
    }

    @Test("an address that is there already is ours with our lifetime, and comes off in the end")
    func existing() {
        kernel.addresses = ["192.0.2.100/24 2"]
        #expect(put(Samples.wanted(["192.0.2.100/24"]), valid: 10).isEmpty)
        #expect(kernel.calls.last == "refreshing 192.0.2.100/24 on interface 2 for 10 s")
        #expect(keeper.remove(of: first, by: kernel).isEmpty)
        #expect(kernel.addresses.isEmpty)
    }

    @Test("the owner's address that the host was configured with stays")
    func ownersAddress() {
        kernel.addresses = ["192.0.2.100/24 2"]
        #expect(put(Samples.wanted(["192.0.2.100/24"]), valid: 10, adopts: false).isEmpty)
        #expect(kernel.calls == ["adding 192.0.2.100/24 to interface 2 for 10 s"])
        #expect(keeper.remove(of: first, by: kernel).isEmpty)
        #expect(kernel.addresses == ["192.0.2.100/24 2"])
    }

    @Test("what a crashed predecessor left is removed; what is not there is not touched")
    func leftovers() {
        let table = InterfaceTable(links: [Samples.link("eth0")], addresses: [Samples.linkAddress("192.0.2.100/24")])
        kernel.addresses = ["192.0.2.100/24 2"]
        let wanted = Samples.wanted(["192.0.2.100/24", "192.0.2.101/24"])
        #expect(keeper.removeLeftovers(wanted, in: table, by: kernel).isEmpty)
        #expect(kernel.calls == ["removing 192.0.2.100/24 from interface 2"])
    }

    @Test("a refused address is told; the others go on")
    func refusal() {
        kernel.refused = ["192.0.2.100/24 2", "2001:db8::1/64 2"]
        let failures = put(Samples.wanted(["192.0.2.100/24", "192.0.2.101/24", "2001:db8::1/64"]))
        #expect(failures.map(\.address.prefix.description) == ["192.0.2.100/24", "2001:db8::1/64"])
        #expect(kernel.addresses == ["192.0.2.101/24 2"])
    }

    @Test("an address that somebody else took away comes off without complaint")
    func alreadyGone() {
        _ = put(Samples.wanted(["192.0.2.100/24"]))
        kernel.addresses = []
        #expect(keeper.remove(of: first, by: kernel).isEmpty)
    }

    @Test("an IPv6 address loses its end before it comes off, unless it is gone: it would be there again")
    func lostIPv6() {
        let wanted = Samples.wanted(["2001:db8::1/64"])
        _ = put(wanted, valid: 10)
        kernel.forgetCalls()
        _ = keeper.remove(of: first, by: kernel)
        let calls = ["refreshing 2001:db8::1/64 on interface 2", "removing 2001:db8::1/64 from interface 2"]
        #expect(kernel.calls == calls)
        _ = put(wanted, valid: 10)
        kernel.addresses = []
        keeper.noteLoss(of: Samples.linkAddress("2001:db8::1/64"))
        kernel.forgetCalls()
        #expect(keeper.remove(of: first, by: kernel).isEmpty)
        #expect(kernel.calls == [calls[1]])
        _ = put(wanted, valid: 10)
        kernel.forgetCalls()
        _ = keeper.remove(of: first, by: kernel)
        #expect(kernel.calls == calls)
    }

    @Test("at a reload only the addresses that are no longer wanted as they are come off")
    func reload() {
        _ = put(Samples.wanted(["192.0.2.100/24", "192.0.2.101/24"]))
        let kept = Set(Samples.wanted(["192.0.2.101/24", "192.0.2.102/24"]))
        _ = keeper.remove(of: first, except: kept, by: kernel)
        #expect(kernel.addresses == ["192.0.2.101/24 2"])
        #expect(keeper.holders(of: Samples.linkAddress("192.0.2.101/24")) == [first])
    }

    @Test("an address that moved to another router of ours is not taken away by the one that had it")
    func moved() {
        _ = put(Samples.wanted(["192.0.2.100/24"]))
        _ = put(Samples.wanted(["192.0.2.100/24"]), of: second)
        #expect(keeper.remove(of: first, by: kernel).isEmpty)
        #expect(kernel.addresses == ["192.0.2.100/24 2"])
        #expect(keeper.remove(of: second, by: kernel).isEmpty)
        #expect(kernel.addresses.isEmpty)
    }

    @Test("an address that two routers want stays when the one that came last leaves, with the other's lifetime")
    func shared() {
        _ = put(Samples.wanted(["192.0.2.100/24"]), valid: 10)
        _ = put(Samples.wanted(["192.0.2.100/24"]), of: second, valid: 20)
        #expect(keeper.shortestLifetimes == [2: 20])
        kernel.forgetCalls()
        #expect(keeper.remove(of: second, by: kernel).isEmpty)
        #expect(kernel.calls == ["refreshing 192.0.2.100/24 on interface 2 for 10 s"])
        #expect(keeper.shortestLifetimes == [2: 10])
        #expect(keeper.holders(of: Samples.linkAddress("192.0.2.100/24")) == [first])
        #expect(keeper.remove(of: first, by: kernel).isEmpty)
        #expect(kernel.addresses.isEmpty)
    }

    @Test("an interface that goes takes its addresses along; the index may come again")
    func interfaceGone() {
        _ = put(Samples.wanted(["192.0.2.100/24"]))
        _ = put(Samples.wanted(["192.0.2.100/24"], on: 3), of: second)
        keeper.forget(interfaceIndex: 2)
        #expect(keeper.holders(of: Samples.linkAddress("192.0.2.100/24")).isEmpty)
        #expect(keeper.holders(of: Samples.linkAddress("192.0.2.100/24", on: 3)) == [second])
    }

    @Test("F21: what somebody else took away is put back, and only that")
    func putBack() {
        let wanted = Samples.wanted(["192.0.2.100/24", "192.0.2.101/24"])
        _ = put(wanted, valid: 10)
        kernel.addresses.remove("192.0.2.101/24 2")
        kernel.forgetCalls()
        let table = InterfaceTable(links: [Samples.link("eth0")], addresses: [Samples.linkAddress("192.0.2.100/24")])
        let (restored, failures) = keeper.putBack(of: first, in: table, by: kernel)
        #expect(restored == [wanted[1]])
        #expect(failures.isEmpty)
        #expect(kernel.calls == ["adding 192.0.2.101/24 to interface 2 for 10 s"])
    }

    @Test("a notice of a removal of our own, from before the address was added again, is no loss")
    func staleNotice() {
        _ = put(Samples.wanted(["192.0.2.100/24"]))
        let behind = InterfaceTable(links: [Samples.link("eth0")])
        #expect(keeper.putBack(of: first, in: behind, by: kernel).restored.isEmpty)
    }

    @Test("a router that holds nothing any more gets nothing back")
    func putBackAfterRemoval() {
        _ = put(Samples.wanted(["192.0.2.100/24"]))
        _ = keeper.remove(of: first, by: kernel)
        kernel.forgetCalls()
        #expect(keeper.putBack(of: first, in: InterfaceTable(), by: kernel).restored.isEmpty)
        #expect(kernel.calls.isEmpty)
    }

    @Test("a refresh is of one interface's addresses that have a lifetime")
    func refresh() {
        _ = put(Samples.wanted(["192.0.2.100/24"]), valid: 10)
        _ = put(Samples.wanted(["192.0.2.101/24"]), of: second)
        _ = put(Samples.wanted(["192.0.2.102/24"], on: 3), of: second, valid: 20)
        #expect(keeper.shortestLifetimes == [2: 10, 3: 20])
        kernel.forgetCalls()
        let table = InterfaceTable(addresses: [Samples.linkAddress("192.0.2.100/24")])
        #expect(keeper.refresh(interfaceIndex: 2, in: table, by: kernel).isEmpty)
        #expect(kernel.calls == ["refreshing 192.0.2.100/24 on interface 2 for 10 s"])
        kernel.forgetCalls()
        // The kernel would add it, and nobody would hear that somebody took it away.
        #expect(keeper.refresh(interfaceIndex: 2, in: InterfaceTable(), by: kernel).isEmpty)
        #expect(kernel.calls.isEmpty)
        kernel.forgetCalls()
        _ = keeper.extend(by: 15, by: kernel)
        #expect(
            kernel.calls.sorted() == [
                "refreshing 192.0.2.100/24 on interface 2 for 15 s",
                "refreshing 192.0.2.102/24 on interface 3 for 20 s",
            ])
    }
}
