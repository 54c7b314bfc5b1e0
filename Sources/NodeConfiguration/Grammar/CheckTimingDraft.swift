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

// Half of the lines of a file with many real servers: a key path for each would cost more than all else that is done.
extension Keyword where Draft: CheckTimed {
    /// The common keywords but `alpha`; only a check may have no retries at all.
    static func timing(leastRetry: Int) -> [Keyword] {
        let limits = Argument.seconds(.microseconds(1) ... .seconds(4_294))
        return schedule(leastRetry: leastRetry) + [
            Keyword("connect_timeout", [limits.kind]) { statement, draft, context in
                context.take(limits, of: statement, in: &draft.timing.connectTimeout)
            }
        ]
    }

    /// Those of them that a check has, too, that connects to nothing.
    static func schedule(leastRetry: Int) -> [Keyword] {
        let count = Argument.integer(leastRetry...2_147_483_647)
        let pause = Argument.seconds(from: .zero)
        let interval = Argument.seconds(from: .microseconds(1))
        return [
            Keyword("retry", [count.kind]) { statement, draft, context in
                context.take(count, of: statement, in: &draft.timing.retry)
            },
            Keyword("delay_before_retry", [pause.kind]) { statement, draft, context in
                context.take(pause, of: statement, in: &draft.timing.delayBeforeRetry)
            },
            Keyword("delay_loop", [interval.kind]) { statement, draft, context in
                context.take(interval, of: statement, in: &draft.timing.delayLoop)
            },
            Keyword("warmup", [pause.kind]) { statement, draft, context in
                context.take(pause, of: statement, in: &draft.timing.warmup)
            },
        ]
    }
}
