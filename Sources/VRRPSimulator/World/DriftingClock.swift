import Deadlines

/// A node's monotonic clock: it starts anywhere and runs a little too fast or too slow.
struct DriftingClock: Sendable {
    private var anchor: Instant
    private var shown: Instant
    private var partsPerMillion: Int64

    init(showing shown: Instant, at anchor: Instant, partsPerMillion: Int64) {
        self.anchor = anchor
        self.shown = shown
        self.partsPerMillion = partsPerMillion
    }

    /// What the clock shows at a true time.
    func local(at time: Instant) -> Instant {
        let elapsed = time - anchor
        return shown + elapsed + Nanoseconds(elapsed.count * partsPerMillion / 1_000_000)
    }

    /// The first true time at which the clock shows `local` or later.
    func trueTime(of local: Instant) -> Instant {
        let ahead = (local - shown).count
        var elapsed = max(0, ahead - ahead * partsPerMillion / (1_000_000 + partsPerMillion))
        while self.local(at: anchor + Nanoseconds(elapsed)) < local { elapsed += 1 }
        while elapsed > 0, self.local(at: anchor + Nanoseconds(elapsed - 1)) >= local { elapsed -= 1 }
        return anchor + Nanoseconds(elapsed)
    }

    /// Runs at another speed from now on, without a jump.
    mutating func setDrift(_ partsPerMillion: Int64, at time: Instant) {
        shown = local(at: time)
        anchor = time
        self.partsPerMillion = partsPerMillion
    }
}
