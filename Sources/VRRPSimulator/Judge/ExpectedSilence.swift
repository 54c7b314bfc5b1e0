import Deadlines
import VRRPEngine

/// How long a backup has to wait, worked out a second time from what it heard: in 256ths of a nanosecond, so that
/// nothing is rounded, on its node's clock.
struct ExpectedSilence: Sendable {
    /// When it takes over.
    private(set) var due: Int64
    /// The interval that it expects of its master.
    private(set) var interval: Nanoseconds
    private var obeysLowerUntil: Instant?

    static func exact(_ time: Instant) -> Int64 { time.nanoseconds * 256 }

    /// For a router that becomes backup now.
    init(_ draft: RouterDraft, priority: UInt8, interval: Nanoseconds, at now: Instant) {
        self.interval = draft.version == .v2 ? draft.interval : interval
        due = 0
        wait(from: now, draft, priority)
    }

    /// RFC 9568 §6.4.2 (365) to (405), `preempt_delay` between.
    mutating func hear(_ advertisement: Advertisement, _ draft: RouterDraft, priority: UInt8, at now: Instant) {
        guard advertisement.priority > 0 else {
            due = Self.exact(now) + Self.skew(draft, priority, interval)
            return
        }
        guard advertisement.priority < priority else {
            obeysLowerUntil = nil
            return obey(advertisement, draft, priority, at: now)
        }
        guard draft.preempts else { return obey(advertisement, draft, priority, at: now) }
        guard draft.preemptDelay > .zero else { return }
        let end = obeysLowerUntil ?? now + draft.preemptDelay
        obeysLowerUntil = end
        if now < end { obey(advertisement, draft, priority, at: now) }
    }

    /// New settings start the wait anew.
    mutating func reconfigure(_ draft: RouterDraft, priority: UInt8, at now: Instant) {
        if draft.version == .v2 { interval = draft.interval }
        obeysLowerUntil = nil
        wait(from: now, draft, priority)
    }

    /// Another priority has another skew time: the wait ends when it would have ended with it from the start.
    mutating func changePriority(_ draft: RouterDraft, from old: UInt8, to new: UInt8) {
        due += Self.skew(draft, new, interval) - Self.skew(draft, old, interval)
    }

    private mutating func obey(_ advertisement: Advertisement, _ draft: RouterDraft, _ priority: UInt8, at now: Instant)
    {
        if draft.version == .v3 { interval = advertisement.interval }
        wait(from: now, draft, priority)
    }

    private mutating func wait(from now: Instant, _ draft: RouterDraft, _ priority: UInt8) {
        due =
            Self.exact(now) + interval.count * 256 * Int64(draft.downTimerAdvertisements)
            + Self.skew(draft, priority, interval)
    }

    private static func skew(_ draft: RouterDraft, _ priority: UInt8, _ interval: Nanoseconds) -> Int64 {
        let unit: Nanoseconds = draft.version == .v2 ? .seconds(1) : interval
        return unit.count * Int64(256 - Int(priority))
    }
}
