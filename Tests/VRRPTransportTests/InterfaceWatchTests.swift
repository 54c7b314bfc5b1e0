import Addresses
import Netlink
import Testing
import VRRPTransport

@Suite struct InterfaceWatchTests {
    private static let transient: [Int32] = [4, 11, 12, 105, 110]
    private let kernel = FakeInterfaces()
    private let address = Samples.linkAddress("192.0.2.1/24")

    private func watch() throws -> InterfaceWatch { try InterfaceWatch(monitor: kernel, reader: kernel) }

    @Test("changes are applied and told")
    func changes() throws {
        let watch = try watch()
        kernel.pending = [.addressAdded(address)]
        #expect(try watch.takeChanges() == [.addressAdded(address)])
        #expect(watch.table.isOurs(address.prefix.address))
        #expect(!watch.isStale)
    }

    @Test("after a loss everything is read again")
    func resync() throws {
        let watch = try watch()
        kernel.pending = [.resync]
        kernel.present = [address]
        #expect(try watch.takeChanges() == [.resync])
        #expect(watch.table.isOurs(address.prefix.address))
    }

    @Test(
        "a reading that fails for the moment is to be repeated, and until then nothing counts as read",
        arguments: transient)
    func readingFails(errno: Int32) throws {
        let watch = try watch()
        kernel.pending = [.resync]
        kernel.present = [address]
        kernel.readingFails = errno
        #expect(try watch.takeChanges() == [])
        #expect(watch.isStale)
        #expect(try watch.readAgain() == false)
        #expect(watch.isStale)
        kernel.readingFails = 0
        #expect(try watch.readAgain())
        #expect(!watch.isStale)
        #expect(watch.table.isOurs(address.prefix.address))
    }

    @Test("the next change repeats a reading that failed, too")
    func changeRepeats() throws {
        let watch = try watch()
        kernel.pending = [.resync]
        kernel.readingFails = 105
        _ = try watch.takeChanges()
        kernel.readingFails = 0
        #expect(try watch.takeChanges() == [.resync])
        #expect(!watch.isStale)
    }

    @Test("changes that could not be heard for the moment make a reading", arguments: transient)
    func hearingFails(errno: Int32) throws {
        let watch = try watch()
        kernel.hearingFails = errno
        kernel.present = [address]
        #expect(try watch.takeChanges() == [.resync])
        #expect(watch.table.isOurs(address.prefix.address))
    }

    @Test("an error that stays is thrown")
    func lastingError() throws {
        let watch = try watch()
        kernel.hearingFails = 9
        #expect(throws: NetlinkError.self) { try watch.takeChanges() }
        kernel.hearingFails = 0
        kernel.pending = [.resync]
        kernel.readingFails = 1
        #expect(throws: NetlinkError.self) { try watch.takeChanges() }
    }
}
