public import Deadlines

/// When and how often a master tells the link where its addresses are, by gratuitous ARP (IPv4) or unsolicited
/// neighbour advertisements (IPv6). Repetitions are frames for each address; 0 sends none.
public struct AnnouncementSettings: Hashable, Sendable, Codable {
    /// From becoming master to the second burst; 0 means no second burst (`garp_master_delay`).
    public var masterDelay: Nanoseconds
    /// Frames for each address in either burst (`garp_master_repeat`).
    public var masterRepeat: Int
    /// Between refreshing bursts while master; 0 means none (`garp_master_refresh`).
    public var masterRefresh: Nanoseconds
    /// Frames for each address in a refreshing burst (`garp_master_refresh_repeat`).
    public var masterRefreshRepeat: Int
    /// From the burst after a lower-priority advertisement to its repetition; 0 means none (`garp_lower_prio_delay`).
    public var lowerPriorityDelay: Nanoseconds
    /// Frames for each address in either of those bursts (`garp_lower_prio_repeat`).
    public var lowerPriorityRepeat: Int

    /// keepalived's defaults.
    public init(
        masterDelay: Nanoseconds = .seconds(5), masterRepeat: Int = 5, masterRefresh: Nanoseconds = .zero,
        masterRefreshRepeat: Int = 1, lowerPriorityDelay: Nanoseconds = .seconds(5), lowerPriorityRepeat: Int = 5
    ) {
        self.masterDelay = masterDelay
        self.masterRepeat = masterRepeat
        self.masterRefresh = masterRefresh
        self.masterRefreshRepeat = masterRefreshRepeat
        self.lowerPriorityDelay = lowerPriorityDelay
        self.lowerPriorityRepeat = lowerPriorityRepeat
    }

    /// The same without an answer to lower priorities.
    var withoutLowerPriority: AnnouncementSettings {
        var settings = self
        settings.lowerPriorityDelay = .zero
        settings.lowerPriorityRepeat = 0
        return settings
    }
}
