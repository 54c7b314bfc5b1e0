import Deadlines
import Netlink
import Testing
import VRRPEngine
import VRRPTransport

@Suite("Addresses that a predecessor left, and those that an owner finds")
struct LeftoverAddressTests {
    private static let permanent: UInt32 = 0x80
    private static let virtual = "192.0.2.100/24"
    private let left = Samples.linkAddress(virtual, validLifetime: 6)

    private func scene(priority: UInt8 = 100, startupDelay: Nanoseconds = .zero) throws -> LinkScene {
        try LinkScene(InstanceSettings(Samples.settings(priority: priority, startupDelay: startupDelay)))
    }

    @Test("an owner takes over the address that its killed predecessor left, refreshes it and takes it off in the end")
    func ownersLeftover() throws {
        let scene = try scene(priority: 255)
        scene.present([left])
        #expect(scene.tell(.start))
        #expect(scene.hosted.router.state == .master)
        #expect(scene.kernel.calls.last == "refreshing \(Self.virtual) on interface 2 for 10 s")
        scene.kernel.forgetCalls()
        scene.keeper.refresh(in: scene.table, at: Samples.start)
        scene.keeper.refresh(in: scene.table, at: Samples.start + .seconds(4))
        #expect(scene.kernel.calls == ["refreshing \(Self.virtual) on interface 2 for 10 s"])
        // Somebody takes it away: it is put back.
        scene.present([])
        scene.keeper.noteLoss(of: left, in: scene.table, at: Samples.start)
        let holder = try #require(scene.keeper.nextPutBack(at: Samples.start))
        #expect(scene.keeper.putBack(holder, name: "VI", in: scene.table, at: Samples.start).addresses.count == 1)
        scene.tell(.shutdown)
        #expect(scene.kernel.addresses.isEmpty)
    }

    @Test("an owner leaves the address alone that the host was configured with")
    func ownersOwn() throws {
        let scene = try scene(priority: 255)
        scene.present([Samples.linkAddress(Self.virtual, flags: Self.permanent)])
        #expect(scene.tell(.start))
        #expect(!scene.keeper.lacks(scene.hosted, in: scene.table))
        #expect(scene.keeper.carriedAddresses(of: scene.hosted, in: scene.table).count == 1)
        scene.tell(.shutdown)
        #expect(scene.kernel.addresses == ["\(Self.virtual) 2"])
    }

    @Test("an owner's address that went with its interface is missed")
    func ownerLacks() throws {
        let scene = try scene(priority: 255)
        #expect(scene.tell(.start))
        #expect(!scene.keeper.lacks(scene.hosted, in: scene.table))
        scene.keeper.forget(interfaceIndex: 2)
        #expect(scene.keeper.lacks(scene.hosted, in: scene.table))
    }

    @Test("a router that waits in INIT leaves a killed predecessor's address there, and in BACKUP, too")
    func waitsInInitialize() throws {
        let scene = try scene(startupDelay: .seconds(3))
        scene.present([left])
        scene.tell(.start)
        #expect(scene.hosted.router.state == .initialize)
        #expect(scene.kernel.addresses == ["\(Self.virtual) 2"])
        scene.tell(.deadlineReached, at: Samples.start + .seconds(3))
        #expect(scene.hosted.router.state == .backup)
        #expect(scene.kernel.addresses == ["\(Self.virtual) 2"])
        scene.keeper.dropLeftovers(of: scene.hosted, in: scene.table, at: Samples.start)
        #expect(scene.kernel.addresses.isEmpty)
    }

    @Test("a fault that comes up in INIT takes the predecessor's address off")
    func faultInInitialize() throws {
        let scene = try scene(startupDelay: .seconds(3))
        scene.present([left])
        scene.tell(.start)
        scene.tell(.faultBegan(.interfaceDown))
        scene.tell(.deadlineReached, at: Samples.start + .seconds(3))
        #expect(scene.hosted.router.state == .fault)
        #expect(scene.kernel.addresses.isEmpty)
    }

    @Test("before the start the predecessor's lifetime begins once more, once, and the first master heard ends it")
    func keptAlive() throws {
        let scene = try scene()
        scene.present([left])
        let refresh = "refreshing \(Self.virtual) on interface 2 for 10 s"
        scene.keeper.keepLeftovers(of: scene.hosted, in: scene.table, at: Samples.start)
        #expect(scene.kernel.calls == [refresh])
        scene.keeper.keepLeftovers(of: scene.hosted, in: scene.table, at: Samples.start)
        scene.tell(.start)
        #expect(scene.kernel.calls == [refresh])
        #expect(scene.incidents.isEmpty)
        scene.keeper.dropLeftovers(of: scene.hosted, in: scene.table, at: Samples.start)
        #expect(scene.kernel.addresses.isEmpty)
    }

    @Test("a master that is heard before the start ends what the predecessor left")
    func heardBeforeStart() throws {
        let scene = try scene()
        scene.present([left])
        scene.keeper.keepLeftovers(of: scene.hosted, in: scene.table, at: Samples.start)
        scene.keeper.dropLeftovers(of: scene.hosted, in: scene.table, at: Samples.start)
        #expect(scene.kernel.addresses.isEmpty)
    }

    @Test("a lifetime that is longer than it would begin anew stays, and one without end is no leftover")
    func longerLifetime() throws {
        let scene = try scene()
        scene.present([Samples.linkAddress(Self.virtual, validLifetime: 30)])
        scene.keeper.keepLeftovers(of: scene.hosted, in: scene.table, at: Samples.start)
        #expect(scene.kernel.calls.isEmpty)
        let other = try self.scene()
        other.present([Samples.linkAddress(Self.virtual, flags: Self.permanent)])
        other.keeper.keepLeftovers(of: other.hosted, in: other.table, at: Samples.start)
        #expect(other.kernel.calls.isEmpty)
        other.tell(.start)
        #expect(other.kernel.addresses.isEmpty)
    }

    @Test("the event of a late first refresh counts from the reading of the addresses")
    func lateSuccession() throws {
        let scene = try scene()
        scene.present([left])
        scene.keeper.keepLeftovers(of: scene.hosted, in: scene.table, at: Samples.start + .seconds(2))
        #expect(scene.incidents.count == 1)
        #expect(scene.incidents.first?.contains("a longer vip_lifetime than 10 s") ?? false)
    }

    @Test("a router that ends takes a predecessor's address off, whatever its state")
    func end() throws {
        let scene = try scene()
        scene.present([left])
        scene.keeper.keepLeftovers(of: scene.hosted, in: scene.table, at: Samples.start)
        scene.keeper.end(scene.hosted, in: scene.table)
        #expect(scene.kernel.addresses.isEmpty)
    }
}
