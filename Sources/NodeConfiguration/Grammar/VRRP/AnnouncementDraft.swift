import Deadlines

/// The `garp_…` keywords of `global_defs` or of an instance.
struct AnnouncementDraft {
    var masterDelay = Setting<Nanoseconds>()
    var masterRepeat = Setting<Int>()
    var masterRefresh = Setting<Nanoseconds>()
    var masterRefreshRepeat = Setting<Int>()
    var lowerPriorityDelay = Setting<Nanoseconds>()
    var lowerPriorityRepeat = Setting<Int>()
    var garpInterval = Setting<Nanoseconds>()
    var gnaInterval = Setting<Nanoseconds>()

    /// Seconds, 0 for never.
    static let delay = Argument<Nanoseconds>.seconds(.zero ... .seconds(4_294))
    /// Messages for each address where there must be one.
    static let count = 1...65_535
    /// Messages for each address where there may be none.
    static let countOrNone = Argument<Int>.integer(0...65_535)
    /// keepalived's sample file sets 0, which means no bound.
    static let interval = Argument<Nanoseconds>.seconds(.zero ... .seconds(4_294))
}
