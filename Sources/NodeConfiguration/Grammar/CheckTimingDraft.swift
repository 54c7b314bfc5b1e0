import Deadlines

/// The keywords that checks inherit from their real server and that from its virtual server.
struct CheckTimingDraft {
    var retry = Setting<Int>()
    var delayBeforeRetry = Setting<Nanoseconds>()
    var connectTimeout = Setting<Nanoseconds>()
    var delayLoop = Setting<Nanoseconds>()
    var warmup = Setting<Nanoseconds>()
    var alpha = Setting<Bool>()

    /// These settings, and an outer block's where they are not given.
    func inheriting(from outer: CheckTimingDraft) -> CheckTimingDraft {
        var result = self
        result.retry = retry.or(outer.retry)
        result.delayBeforeRetry = delayBeforeRetry.or(outer.delayBeforeRetry)
        result.connectTimeout = connectTimeout.or(outer.connectTimeout)
        result.delayLoop = delayLoop.or(outer.delayLoop)
        result.warmup = warmup.or(outer.warmup)
        result.alpha = alpha.or(outer.alpha)
        return result
    }
}

/// A block with these keywords.
protocol CheckTimed: Sendable {
    var timing: CheckTimingDraft { get set }
}

extension Keyword where Draft: CheckTimed {
    /// The common keywords but `alpha`; only a check may have no retries at all.
    static func timing(leastRetry: Int) -> [Keyword] {
        schedule(leastRetry: leastRetry) + [
            .value("connect_timeout", .seconds(.microseconds(1) ... .seconds(4_294)), \.timing.connectTimeout)
        ]
    }

    /// Those of them that a check has, too, that connects to nothing.
    static func schedule(leastRetry: Int) -> [Keyword] {
        [
            .value("retry", .integer(leastRetry...2_147_483_647), \.timing.retry),
            .value("delay_before_retry", .seconds(from: .zero), \.timing.delayBeforeRetry),
            .value("delay_loop", .seconds(from: .microseconds(1)), \.timing.delayLoop),
            .value("warmup", .seconds(from: .zero), \.timing.warmup),
        ]
    }
}
