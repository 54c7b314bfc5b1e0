import Deadlines

/// When a master's next bursts of gratuitous ARP or neighbour advertisements are due.
struct AnnouncementSchedule: Hashable, Sendable, Codable {
    private let settings: AnnouncementSettings
    private var second: Instant?
    private var refresh: Instant?
    private var lowerPriority: Instant?

    /// The schedule of a router that becomes master at `now`, after its first burst.
    init(_ settings: AnnouncementSettings, masterSince now: Instant) {
        self.settings = settings
        second = settings.masterDelay > .zero ? now + settings.masterDelay : nil
        refresh = settings.masterRefresh > .zero ? now + settings.masterRefresh : nil
    }

    /// When the next burst is due, nil where none is planned.
    var deadline: Instant? {
        Self.earlier(second, Self.earlier(refresh, lowerPriority))
    }

    /// Takes the bursts due at `now` off the schedule and gives the frames for each address, the largest where
    /// several coincide; 0 where none is due.
    mutating func takeDue(at now: Instant) -> Int {
        var repetitions = 0
        if let due = second, due <= now {
            second = nil
            repetitions = settings.masterRepeat
        }
        if let due = lowerPriority, due <= now {
            lowerPriority = nil
            repetitions = max(repetitions, settings.lowerPriorityRepeat)
        }
        if let due = refresh, due <= now {
            refresh = now + settings.masterRefresh
            repetitions = max(repetitions, settings.masterRefreshRepeat)
        }
        return repetitions
    }

    /// Notes an advertisement of lower priority, which may have misled the bridges, and gives the frames for each
    /// address to send now. While the burst's repetition is still to come, further advertisements add nothing.
    mutating func lowerPriorityHeard(at now: Instant) -> Int {
        guard lowerPriority == nil else { return 0 }
        if settings.lowerPriorityRepeat > 0, settings.lowerPriorityDelay > .zero {
            lowerPriority = now + settings.lowerPriorityDelay
        }
        return settings.lowerPriorityRepeat
    }

    private static func earlier(_ left: Instant?, _ right: Instant?) -> Instant? {
        guard let left, let right else { return left ?? right }
        return min(left, right)
    }
}
