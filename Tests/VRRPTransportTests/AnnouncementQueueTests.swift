import Addresses
import Deadlines
import Testing
import VRRPTransport

@Suite struct AnnouncementQueueTests {
    private let start = Samples.start
    private let hardware = MACAddress(0x0200_0000_0001)

    private func announcement(
        _ address: String, of virtualRouterID: UInt8 = 51, on interface: String = "eth0", index: Int32 = 2
    ) throws -> Announcement {
        let address = try #require(IPAddress(address))
        let interface = try #require(InterfaceName(interface))
        let router = RouterKey(interface: interface, family: address.family, virtualRouterID: virtualRouterID)
        return Announcement(of: address, by: router, on: interface, index: index, at: hardware)
    }

    @Test("every address has its first announcement before any has its second")
    func rounds() throws {
        let addresses = try (1...4).map { try announcement("192.0.2.\($0)") }
        var queue = AnnouncementQueue()
        for address in addresses { queue.add(address, repetitions: 3) }
        #expect(queue.count == 12)
        #expect(queue.takeDue(at: start) == addresses + addresses + addresses)
        #expect(queue.count == 0)
        #expect(queue.deadline == nil)
    }

    @Test("a turn's capacity splits a round without a change of order")
    func capacity() throws {
        let addresses = try (1...3).map { try announcement("192.0.2.\($0)") }
        var queue = AnnouncementQueue()
        for address in addresses { queue.add(address, repetitions: 2) }
        var taken: [Announcement] = []
        while queue.count > 0 { taken += queue.takeDue(at: start, capacity: 2) }
        #expect(taken == addresses + addresses)
    }

    @Test("what comes later has its first announcement before what is there has its next")
    func latecomer() throws {
        let early = try announcement("192.0.2.1")
        let late = try announcement("192.0.2.2")
        var queue = AnnouncementQueue()
        queue.add(early, repetitions: 3)
        #expect(queue.takeDue(at: start, capacity: 1) == [early])
        queue.add(late, repetitions: 1)
        #expect(queue.takeDue(at: start) == [late, early, early])
    }

    @Test("asking twice does not announce twice as often, and begins anew")
    func askedTwice() throws {
        let one = try announcement("192.0.2.1")
        let other = try announcement("192.0.2.2")
        var queue = AnnouncementQueue()
        queue.add(one, repetitions: 5)
        queue.add(one, repetitions: 5)
        #expect(queue.count == 5)
        queue.add(other, repetitions: 2)
        #expect(queue.takeDue(at: start, capacity: 3) == [one, other, one])
        queue.add(one, repetitions: 2)
        #expect(queue.count == 4)
        #expect(queue.takeDue(at: start) == [one, other, one, one])
    }

    @Test("VR-84: garp_interval and gna_interval space announcements of their kind on an interface")
    func intervals() throws {
        let limits = AnnouncementLimits(
            intervals: .init(gratuitousARP: .milliseconds(100), neighbourAdvertisement: .milliseconds(300)))
        let ipv4 = try (1...2).map { try announcement("192.0.2.\($0)") }
        let ipv6 = try (1...2).map { try announcement("2001:db8::\($0)") }
        let elsewhere = try announcement("198.51.100.1", on: "eth1", index: 3)
        var queue = AnnouncementQueue(limits)
        for address in ipv4 + ipv6 + [elsewhere] { queue.add(address, repetitions: 1) }
        #expect(queue.takeDue(at: start) == [ipv4[0], ipv6[0], elsewhere])
        #expect(queue.deadline == start + .milliseconds(100))
        #expect(queue.takeDue(at: start + .milliseconds(99)) == [])
        #expect(queue.takeDue(at: start + .milliseconds(100)) == [ipv4[1]])
        #expect(queue.deadline == start + .milliseconds(300))
        #expect(queue.takeDue(at: start + .milliseconds(300)) == [ipv6[1]])
    }

    @Test("VR-84: the interfaces of a garp_group share its interval")
    func group() throws {
        let names = try Set(["eth0", "eth1"].map { try #require(InterfaceName($0)) })
        let limits = AnnouncementLimits(groups: [.init(of: names, intervals: .init(gratuitousARP: .seconds(1)))])
        let first = try announcement("192.0.2.1")
        let second = try announcement("198.51.100.1", on: "eth1", index: 3)
        let outside = try announcement("203.0.113.1", on: "eth2", index: 4)
        var queue = AnnouncementQueue(limits)
        for address in [first, second, outside] { queue.add(address, repetitions: 1) }
        #expect(queue.takeDue(at: start) == [first, outside])
        #expect(queue.takeDue(at: start + .seconds(1)) == [second])
    }

    @Test("no interface sends more than its ceiling in any second, but for a tenth of it at once")
    func ceiling() throws {
        var queue = AnnouncementQueue(AnnouncementLimits(ceiling: 100))
        for number in 1...200 { queue.add(try announcement("10.0.\(number).1"), repetitions: 5) }
        queue.add(try announcement("198.51.100.1", on: "eth1", index: 3), repetitions: 1)
        let atOnce = queue.takeDue(at: start)
        #expect(atOnce.count { $0.interfaceIndex == 2 } == 10)
        #expect(atOnce.count { $0.interfaceIndex == 3 } == 1)
        var now = start
        var sent = 10
        while now < start + .seconds(2) {
            now = try #require(queue.deadline)
            sent += queue.takeDue(at: now).count
        }
        #expect((209...211).contains(sent))
    }

    @Test("a ceiling of one a second lets the first through at once")
    func lowestCeiling() throws {
        let address = try announcement("192.0.2.1")
        var queue = AnnouncementQueue(AnnouncementLimits(ceiling: 0))
        queue.add(address, repetitions: 2)
        #expect(queue.takeDue(at: start) == [address])
        #expect(queue.takeDue(at: start + .milliseconds(999)) == [])
        #expect(queue.takeDue(at: start + .seconds(1)) == [address])
    }

    @Test("what is put back stands under the same ceiling as what is announced")
    func putBack() throws {
        let address = try announcement("192.0.2.1")
        var queue = AnnouncementQueue(AnnouncementLimits(ceiling: 10))
        var sent = 0
        for step in 0..<1_000 {
            queue.add(address, repetitions: 5)
            sent += queue.takeDue(at: start + .milliseconds(Int64(step))).count
        }
        #expect((9...11).contains(sent))
    }

    @Test("what a router no longer carries is not announced")
    func cancelled() throws {
        let kept = try announcement("192.0.2.1", of: 1)
        let lost = try announcement("192.0.2.2", of: 2)
        var queue = AnnouncementQueue()
        for address in [lost, kept] { queue.add(address, repetitions: 2) }
        #expect(queue.takeDue(at: start, capacity: 1) == [lost])
        queue.cancel { $0.router == lost.router }
        #expect(queue.count == 2)
        #expect(queue.takeDue(at: start) == [kept, kept])
    }

    @Test("new limits hold for what waits")
    func newLimits() throws {
        let addresses = try (1...2).map { try announcement("192.0.2.\($0)") }
        var queue = AnnouncementQueue()
        for address in addresses { queue.add(address, repetitions: 2) }
        #expect(queue.takeDue(at: start, capacity: 1) == [addresses[0]])
        queue.limit(by: AnnouncementLimits(intervals: .init(gratuitousARP: .seconds(1))))
        #expect(queue.takeDue(at: start) == [addresses[1]])
        #expect(queue.takeDue(at: start + .seconds(1)) == [addresses[0]])
        #expect(queue.takeDue(at: start + .seconds(2)) == [addresses[1]])
        #expect(queue.count == 0)
    }
}
