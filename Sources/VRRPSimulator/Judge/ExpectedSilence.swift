import Deadlines
import VRRPEngine

/// How long a backup has to wait, worked out a second time from what it heard: in 256ths of a nanosecond, so that
/// nothing is rounded, on its node's clock.
struct ExpectedSilence: Sendable {
    /// From when it may, and until when it must take over.
    private(set) var due: ClosedRange<Int64>
    /// The interval that it expects of its master.
    private(set) var interval: Nanoseconds
    private var obeysLowerUntil: Instant?

    static func exact(_ time: Instant) -> Int64 { time.nanoseconds * 256 }

    /// For a router that becomes backup now.
    init(_ draft: RouterDraft, priority: UInt8, interval: Nanoseconds, at now: Instant) {
        self.interval = draft.version == .v2 ? draft.interval : interval
        due = 0...0
        wait(from: now, draft, priority)
    }

    /// RFC 9568 §6.4.2 (365) to (405), `preempt_delay` between.
    mutating func hear(_ advertisement: Advertisement, _ draft: RouterDraft, priority: UInt8, at now: Instant) {
        guard advertisement.priority > 0 else {
            let skew = Self.skew(draft, priority, interval)
            due = (Self.exact(now) + skew)...(Self.exact(now) + skew)
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

    /// Another priority has another skew time: from the last advertisement or from now.
    mutating func changePriority(_ draft: RouterDraft, from old: UInt8, to new: UInt8, at now: Instant) {
        let change = Self.skew(draft, new, interval) - Self.skew(draft, old, interval)
        let full = Self.exact(now) + Self.full(draft, new, interval)
        due = min(due.lowerBound + change, due.lowerBound)...max(due.upperBound + change, due.upperBound, full)
    }

    private mutating func obey(_ advertisement: Advertisement, _ draft: RouterDraft, _ priority: UInt8, at now: Instant) {
        if draft.version == .v3 { interval = advertisement.interval }
        wait(from: now, draft, priority)
    }

    private mutating func wait(from now: Instant, _ draft: RouterDraft, _ priority: UInt8) {
        let end = Self.exact(now) + Self.full(draft, priority, interval)
        due = end...end
    }

    private static func full(_ draft: RouterDraft, _ priority: UInt8, _ interval: Nanoseconds) -> Int64 {
        interval.count * 256 * Int64(draft.downTimerAdvertisements) + skew(draft, priority, interval)
    }

    private static func skew(_ draft: RouterDraft, _ priority: UInt8, _ interval: Nanoseconds) -> Int64 {
        let unit: Nanoseconds = draft.version == .v2 ? .seconds(1) : interval
        return unit.count * Int64(256 - Int(priority))
    }
}
