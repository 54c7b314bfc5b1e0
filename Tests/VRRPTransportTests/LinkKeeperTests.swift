import Addresses
import Deadlines
import Netlink
import Testing
import VRRPEngine
import VRRPTransport

@Suite("What a master holds: where, and what the kernel refuses of it")
struct LinkKeeperTests {
    private let onParent = "192.0.2.100/24 2"

    private func settings(
        _ addresses: [String] = ["192.0.2.100/24"], excluded: [String] = [], virtualMAC: Bool = false,
        lifetime: LifetimePolicy = .automatic
    ) -> InstanceSettings {
        InstanceSettings(
            Samples.settings(addresses, excluded: excluded), lifetime: lifetime,
            virtualMAC: virtualMAC ? VirtualMACSettings(prefix: "vrrp") : nil)
    }

    /// What a reload does to a running router.
    private func reconfigure(_ scene: LinkScene, to settings: InstanceSettings) -> Bool {
        var actions: [Action] = []
        scene.keeper.putDown(scene.hosted, notIn: settings, in: scene.table)
        scene.hosted.reconfigure(to: settings, at: Samples.start + .seconds(11), into: &actions)
        scene.keeper.prepare([scene.hosted], in: scene.watch, at: Samples.start)
        scene.table = InterfaceTable(links: scene.watch.table.links)
        return scene.carryOut(actions)
    }

    @Test(
        "a reload that adds a virtual MAC moves a master's addresses to its interface, and one that takes it out back")
    func virtualMACAdded() throws {
        let scene = try LinkScene(settings())
        #expect(scene.becomeMaster())
        #expect(scene.kernel.addresses == [onParent])
        #expect(reconfigure(scene, to: settings(virtualMAC: true)))
        #expect(scene.kernel.addresses == ["192.0.2.100/24 20"])
        scene.kernel.forgetCalls()
        #expect(reconfigure(scene, to: settings()))
        #expect(scene.kernel.addresses == [onParent])
        let restored = scene.kernel.calls.first { $0.hasPrefix("setting") && $0.hasSuffix("interface 2") }
        #expect(restored?.contains("arp_ignore") ?? false, "the interface below is not as it was")
    }

    @Test("without its interface a router with a virtual MAC puts nothing on the one below")
    func virtualMACMissing() throws {
        let scene = try LinkScene(settings())
        scene.hosted.reconfigure(to: settings(virtualMAC: true))
        #expect(!scene.becomeMaster())
        #expect(scene.kernel.addresses.isEmpty)
    }

    @Test("switches of a virtual MAC's interface that could not be set are tried again")
    func switchesRefused() throws {
        let scene = try LinkScene(settings())
        scene.hosted.reconfigure(to: settings(virtualMAC: true))
        scene.kernel.refusesSwitches = true
        scene.keeper.prepare([scene.hosted], in: scene.watch, at: Samples.start)
        scene.kernel.refusesSwitches = false
        scene.kernel.forgetCalls()
        scene.keeper.prepare([scene.hosted], in: scene.watch, at: Samples.start)
        #expect(scene.kernel.calls.contains { $0.contains("arp_ignore") && $0.hasSuffix("interface 20") })
        scene.kernel.forgetCalls()
        scene.keeper.prepare([scene.hosted], in: scene.watch, at: Samples.start)
        #expect(!scene.kernel.calls.contains { $0.contains("arp_ignore") })
    }

    @Test("an interface with the virtual MAC that could not be switched on is tried again")
    func raiseRefused() throws {
        let scene = try LinkScene(settings(virtualMAC: true))
        scene.kernel.refused = ["switching interface 20 on"]
        scene.keeper.raise(scene.hosted, in: scene.watch.table, at: Samples.start)
        scene.kernel.refused = []
        scene.kernel.forgetCalls()
        scene.keeper.raise(scene.hosted, in: scene.watch.table, at: Samples.start)
        scene.keeper.raise(scene.hosted, in: scene.watch.table, at: Samples.start)
        #expect(scene.kernel.calls == ["switching interface 20 on"])
    }

    @Test("a reload that gives addresses a lifetime gives it to those that are there")
    func lifetimeAdded() throws {
        let scene = try LinkScene(settings(lifetime: .off))
        #expect(scene.becomeMaster())
        scene.kernel.forgetCalls()
        #expect(reconfigure(scene, to: settings(lifetime: .seconds(20))))
        #expect(scene.kernel.calls.last == "refreshing 192.0.2.100/24 on interface 2 for 20 s")
    }

    @Test("no_track: an address on an interface that is not there does not keep a router from being master")
    func untracked() throws {
        var settings = InstanceSettings(Samples.settings(addressInterface: "eth7"))
        let tracked = try LinkScene(settings)
        #expect(!tracked.becomeMaster())
        var options = AddressOptions()
        options.isUntracked = true
        for address in settings.router.addresses { settings.addressOptions[address] = options }
        let scene = try LinkScene(settings)
        #expect(scene.becomeMaster())
        #expect(!scene.keeper.lacks(scene.hosted, in: scene.table))
        scene.table.apply(.link(Samples.link("eth7", index: 7)))
        #expect(scene.keeper.lacks(scene.hosted, in: scene.table))
    }

    @Test("VR-96: only addresses that are there are announced; an excluded one that is refused is a fault, too")
    func refusedExcluded() throws {
        let scene = try LinkScene(settings(excluded: ["192.0.2.101/24"]))
        scene.kernel.refused = ["192.0.2.101/24 2"]
        #expect(!scene.becomeMaster())
        let carried = scene.keeper.carriedAddresses(of: scene.hosted, in: scene.table)
        #expect(carried.map(\.prefix) == [Samples.prefix("192.0.2.100/24")])
    }

    @Test("whether the kernel takes an address now is tried with that one alone")
    func acceptsRefused() throws {
        let scene = try LinkScene(settings(["192.0.2.100/24", "192.0.2.101/24"]))
        scene.kernel.refused = ["192.0.2.101/24 2"]
        #expect(!scene.becomeMaster())
        scene.tell(.addressRefused)
        #expect(scene.kernel.addresses.isEmpty)
        scene.kernel.forgetCalls()
        #expect(!scene.keeper.accepts(scene.hosted, in: scene.table, at: Samples.start))
        scene.kernel.refused = []
        #expect(scene.keeper.accepts(scene.hosted, in: scene.table, at: Samples.start))
        #expect(scene.kernel.addresses.isEmpty)
        #expect(scene.kernel.calls.count == 3)
        #expect(scene.kernel.calls.allSatisfy { $0.contains("192.0.2.101/24") })
    }

    @Test("VR-92: a failed duplicate address detection is an event with the address, whether the address stays or goes")
    func duplicate() throws {
        let failed: UInt32 = 0x08
        let stays = try LinkScene(settings(["2001:db8::1/64"]))
        #expect(stays.becomeMaster())
        let address = Samples.linkAddress("2001:db8::1/64", flags: failed)
        stays.keeper.noteDuplicate(of: address, in: stays.table, at: Samples.start)
        #expect(stays.incidents.contains { $0.contains("another node has 2001:db8::1/64") })
        let goes = try LinkScene(settings(["2001:db8::1/64"]))
        #expect(goes.becomeMaster())
        goes.kernel.addresses = []
        goes.keeper.noteLoss(of: address, in: goes.table, at: Samples.start)
        #expect(goes.incidents.contains { $0.contains("another node has 2001:db8::1/64") })
        let holder = try #require(goes.keeper.nextPutBack(at: Samples.start))
        _ = goes.keeper.putBack(holder, name: "VI", in: goes.table, at: Samples.start)
        #expect(!goes.incidents.contains { $0.contains("somebody else") })
    }

    @Test("an address whose lifetime ended while the thread did not run was taken away by nobody else")
    func lifetimeEnded() throws {
        let scene = try LinkScene(settings())
        #expect(scene.becomeMaster())
        let begin = Samples.start + .seconds(10)
        scene.keeper.refresh(in: scene.table, at: begin)
        scene.kernel.addresses = []
        let late = begin + .seconds(11)
        scene.keeper.noteLoss(of: Samples.linkAddress("192.0.2.100/24"), in: scene.table, at: late)
        let holder = try #require(scene.keeper.nextPutBack(at: late))
        #expect(!scene.keeper.putBack(holder, name: "VI", in: scene.table, at: late).addresses.isEmpty)
        #expect(scene.incidents.count == 1)
        #expect(scene.incidents.first?.contains("because the lifetime ended") ?? false)
        scene.kernel.addresses = []
        let again = late + .seconds(1)
        scene.keeper.refresh(in: scene.table, at: again)
        scene.keeper.noteLoss(of: Samples.linkAddress("192.0.2.100/24"), in: scene.table, at: again)
        _ = scene.keeper.putBack(holder, name: "VI", in: scene.table, at: again)
        #expect(scene.incidents.last?.contains("somebody else") ?? false)
    }
}

extension HostedRouter {
    fileprivate func reconfigure(to settings: InstanceSettings) {
        var actions: [Action] = []
        reconfigure(to: settings, at: Samples.start, into: &actions)
    }
}
