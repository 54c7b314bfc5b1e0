import Addresses
import AllocationCounter
import Deadlines
import VRRPEngine
import VRRPTransport

/// The way of an advertisement through a master and a backup, without sockets, again and again.
struct AdvertRound {
    private static let instances: UInt8 = 250
    private static let adverts = 200

    private let interval = Nanoseconds.milliseconds(100)
    private let source = IPAddress.v4(IPv4Address(192, 0, 2, 1))
    private let group = IPAddress.v4(IPv4Address(224, 0, 0, 18))

    /// Allocations for each advertisement.
    func measure() throws -> [String: Double] {
        let start = Instant.zero + .seconds(1)
        let masters = try routers(priority: 200, from: source, at: start)
        let backups = try routers(priority: 100, from: .v4(IPv4Address(192, 0, 2, 2)), at: start)
        var (sending, hearing) = (RouterSet(), RouterSet())
        sending.replace(with: masters)
        hearing.replace(with: backups)
        for hosted in masters { sending.noteDeadline(of: hosted) }
        for hosted in backups { hearing.noteDeadline(of: hosted) }

        var counts = (sent: UInt64(0), heard: UInt64(0))
        var actions: [Action] = []
        actions.reserveCapacity(16)
        // The first rounds make masters of them, and fill what is kept from then on.
        for round in 0..<Self.adverts + 10 {
            let now = start + .seconds(4) + interval * Int64(round)
            let before = allocationcounter_now()
            while let hosted = sending.popDue(at: now) {
                actions.removeAll(keepingCapacity: true)
                hosted.router.handle(.deadlineReached, at: now, into: &actions)
                sending.noteDeadline(of: hosted)
                _ = hosted.messages(priority: 200, from: source).count
            }
            let between = allocationcounter_now()
            try hear(masters, backups, &hearing, &actions, at: now)
            if round >= 10 {
                counts.sent += between - before
                counts.heard += allocationcounter_now() - between
            }
        }
        guard backups.allSatisfy({ $0.router.state == .backup }), masters.allSatisfy({ $0.router.state == .master })
        else { throw WrongResult("the routers did not become masters and backups") }
        let total = Double(Self.adverts) * Double(Self.instances)
        return [
            "an advertisement sent": (Double(counts.sent) / total * 1_000).rounded() / 1_000,
            "an advertisement heard": (Double(counts.heard) / total * 1_000).rounded() / 1_000,
        ]
    }

    private func hear(
        _ masters: [HostedRouter], _ backups: [HostedRouter], _ set: inout RouterSet, _ actions: inout [Action],
        at now: Instant
    ) throws(DiscardReason) {
        let envelope = PacketEnvelope(source: source, destination: group, hopLimit: 255)
        for (master, backup) in zip(masters, backups) {
            let message = master.messages(priority: 200, from: source)[0]
            let advertisement = try backup.decode(message.span, in: envelope).advertisement
            actions.removeAll(keepingCapacity: true)
            backup.router.handle(.advertisement(advertisement, from: source), at: now, into: &actions)
            set.noteDeadline(of: backup)
        }
    }

    private func routers(priority: UInt8, from source: IPAddress, at start: Instant) throws -> [HostedRouter] {
        guard let interface = InterfaceName("eth0") else { throw WrongResult("an interface has no name") }
        return (1...Self.instances).map { number in
            let address = Prefix(.v4(IPv4Address(10, 0, 0, number)), length: 32)
            let settings = RouterSettings(
                name: "i\(number)", interface: interface, virtualRouterID: number, version: .v3, family: .ipv4,
                priority: priority, advertisementInterval: interval,
                addresses: address.map { [VirtualAddress($0)] } ?? [],
                announcements: AnnouncementSettings(masterDelay: .zero))
            let hosted = HostedRouter(InstanceSettings(settings), at: start)
            var actions: [Action] = []
            hosted.router.handle(.sourceAddressChanged(source), at: start, into: &actions)
            hosted.router.handle(.start, at: start, into: &actions)
            return hosted
        }
    }
}
