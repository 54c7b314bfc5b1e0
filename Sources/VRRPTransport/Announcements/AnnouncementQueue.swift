import Addresses
package import Deadlines

/// Which announcement leaves next, and when: every address has its first before any has its second, and no interface
/// sends more than the limits allow.
package struct AnnouncementQueue: Sendable {
    private var limits: AnnouncementLimits
    private var lanes: [AnnouncementLane] = []
    private var places: [LaneKey: Int] = [:]
    private var ceilings: [Int32: CeilingMeter] = [:]

    package init(_ limits: AnnouncementLimits = AnnouncementLimits()) {
        self.limits = limits
    }

    /// Takes other limits; what waits goes on waiting under them.
    package mutating func limit(by newLimits: AnnouncementLimits) {
        guard newLimits != limits else { return }
        let waiting = lanes.flatMap(\.waiting)
        self = AnnouncementQueue(newLimits)
        for item in waiting { lanes[place(of: item.announcement)].add(item) }
    }

    /// How many announcements have still to leave.
    package var count: Int { lanes.reduce(0) { $0 + $1.count } }

    /// Adds an announcement that is to leave `repetitions` times. One that waits already is not sent more often for
    /// being asked for twice.
    package mutating func add(_ announcement: Announcement, repetitions: Int) {
        guard repetitions > 0 else { return }
        lanes[place(of: announcement)].add(announcement, repetitions: repetitions)
    }

    /// The router does not carry these addresses any more.
    package mutating func cancel(where isCancelled: (Announcement) -> Bool) {
        for index in lanes.indices where lanes[index].count > 0 { lanes[index].cancel(where: isCancelled) }
    }

    /// When the next announcement may leave, nil where none waits.
    package var deadline: Instant? {
        var earliest: Instant?
        for lane in lanes {
            guard let head = lane.head else { continue }
            let meter = ceilings[head.interfaceIndex]
            let when = max(lane.next, meter?.nextAllowed(ceiling: limits.ceiling) ?? .zero)
            earliest = earliest.map { min($0, when) } ?? when
        }
        return earliest
    }

    /// Takes out what may leave at `now`, in order, as far as `capacity` goes.
    package mutating func takeDue(at now: Instant, capacity: Int = .max) -> [Announcement] {
        var taken: [Announcement] = []
        var round = 0
        // One lane's second round waits for the other lanes' first, unless that may not leave yet.
        while taken.count < capacity, let next = lanes.compactMap({ $0.round(from: round) }).min() {
            round = next
            for index in lanes.indices where lanes[index].round(from: 0) == round {
                takeRound(round, ofLane: index, at: now, capacity: capacity, into: &taken)
            }
            round += 1
        }
        return taken
    }

    private mutating func takeRound(
        _ round: Int, ofLane index: Int, at now: Instant, capacity: Int, into taken: inout [Announcement]
    ) {
        while taken.count < capacity, lanes[index].round(from: 0) == round, lanes[index].next <= now,
            let head = lanes[index].head,
            ceilings[head.interfaceIndex, default: CeilingMeter()].admit(at: now, ceiling: limits.ceiling)
        {
            lanes[index].noteSent(at: now)
            taken.append(head)
        }
    }

    private mutating func place(of announcement: Announcement) -> Int {
        let group = limits.groups.firstIndex { $0.interfaces.contains(announcement.interface) }
        let key = LaneKey(
            kind: announcement.kind, group: group, interfaceIndex: group == nil ? announcement.interfaceIndex : nil)
        if let place = places[key] { return place }
        let intervals = group.map { limits.groups[$0].intervals } ?? limits.intervals
        places[key] = lanes.count
        lanes.append(AnnouncementLane(interval: intervals[announcement.kind]))
        return lanes.count - 1
    }
}

/// What shares one interval.
private struct LaneKey: Hashable, Sendable {
    let kind: Announcement.Kind
    let group: Int?
    let interfaceIndex: Int32?
}

/// What an interface has sent of late, against its ceiling.
private struct CeilingMeter: Sendable {
    /// How far what was sent may be ahead of an even stream.
    private static let allowance = Nanoseconds.milliseconds(100)

    /// When an even stream would have sent as much.
    private var even = Instant.zero

    func nextAllowed(ceiling: Int) -> Instant {
        let spacing = Self.spacing(ceiling)
        // Never less than one announcement.
        return even + (spacing - max(Self.allowance, spacing))
    }

    /// Whether another announcement may leave; if so, it counts.
    mutating func admit(at now: Instant, ceiling: Int) -> Bool {
        guard nextAllowed(ceiling: ceiling) <= now else { return false }
        even = max(even, now) + Self.spacing(ceiling)
        return true
    }

    private static func spacing(_ ceiling: Int) -> Nanoseconds { .seconds(1) / Int64(ceiling) }
}
