import Deadlines
import VRRPEngine

/// How long the protocol may take for something, in true time, each with where it comes from.
///
/// The terms: I, the advertisement interval; N, `down_timer_adverts`; skew, the skew time; D, the longest that a
/// healthy link takes for a packet; W, by how much a node runs a timer late; P, `preempt_delay`. Clocks may be wrong by
/// 0.05 %, so that what a node measures is stretched by 0.1 %.
struct Allowance: Sendable {
    private let delay: Nanoseconds
    private let latency: Nanoseconds

    init(_ plan: Plan) {
        delay = plan.delay.upperBound
        latency = plan.wakeLatency
    }

    /// What a node measures as `interval` takes no longer than this.
    static func stretched(_ interval: Nanoseconds) -> Nanoseconds {
        interval + interval / 1_000 + Nanoseconds(2)
    }

    /// N × I + skew (RFC 9568 §6.1, RFC 3768 §6.1), rounded up: from the last advertisement heard to the takeover.
    static func masterDown(_ draft: RouterDraft, priority: UInt8, interval: Nanoseconds) -> Nanoseconds {
        let unit: Nanoseconds = draft.version == .v2 ? .seconds(1) : interval
        return interval * Int64(draft.downTimerAdvertisements) + unit * Int64(256 - Int(priority)) / 256
            + Nanoseconds(1)
    }

    /// I + W between two advertisements of a master: its timer runs an interval from when the last one was due
    /// (RFC 9568 §6.4.3), and may be late once more than the one before.
    func cadence(_ interval: Nanoseconds) -> Nanoseconds {
        Self.stretched(interval) + latency
    }

    /// I + W + D, I being that of the one who stays: it advertises within I + W, its packet takes D, and the other
    /// yields as it reads it (RFC 9568 §6.4.3). If the other's advertisement is first, it is answered at once.
    func meeting(_ winnersInterval: Nanoseconds) -> Nanoseconds {
        cadence(winnersInterval) + delay
    }

    /// D + (N × I + skew) + W, the least over those who may take over: the last packet of whoever is gone arrives
    /// within D and starts a backup's timer, for the longest interval that anybody had; the first timer to end makes a
    /// master. A farewell only makes it sooner.
    func succession(_ candidates: [(draft: RouterDraft, priority: UInt8)], interval: Nanoseconds) -> Nanoseconds {
        let waits = candidates.map {
            Self.masterDown($0.draft, priority: $0.priority, interval: longest(interval, for: $0.draft))
        }
        return delay + Self.stretched(waits.min() ?? .zero) + latency
    }

    /// Two rounds of D + P + (N × I + skew) + W with the greatest of each, and a meeting: in the first round somebody
    /// becomes master, in the second whoever may preempt does so, the lower one yields when they meet. Where not
    /// everybody hears everybody, the router that is first in rank among the undecided is decided for ever after each
    /// round, so that there are as many rounds as routers, and one.
    func settling(
        _ members: [(draft: RouterDraft, priority: UInt8)], interval: Nanoseconds, everybodyHearsEverybody: Bool
    ) -> Nanoseconds {
        var round = Nanoseconds.zero
        for (draft, priority) in members {
            let wait = Self.masterDown(draft, priority: priority, interval: longest(interval, for: draft))
            round = max(round, Self.stretched(draft.preemptDelay + wait))
        }
        let rounds = everybodyHearsEverybody ? 2 : Int64(members.count + 1)
        return (round + delay + latency) * rounds + meeting(interval)
    }

    /// The lifetime and the kernel's 1.1 s, on the node's clock: from the last refresh.
    static func leftover(_ lifetime: Nanoseconds) -> Nanoseconds {
        lifetime + KernelLifetime.kernelDelay
    }

    /// Version 2 knows no other interval than its own.
    private func longest(_ interval: Nanoseconds, for draft: RouterDraft) -> Nanoseconds {
        draft.version == .v2 ? draft.interval : interval
    }
}
