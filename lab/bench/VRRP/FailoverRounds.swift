import Deadlines
import Glibc
import LabScenario
import Polling

/// How long the second node takes to follow the first, again and again.
struct FailoverRounds {
    /// Milliseconds, one for each virtual router and round.
    struct Record: Sendable {
        /// From the killed master's last advertisement to the backup's first.
        var failovers: [Double] = []
        /// From SIGTERM to the backup's first advertisement.
        var handovers: [Double] = []
    }

    let pair: RouterPair
    let rounds: Int

    func run() throws -> Record {
        var record = Record()
        try pair.startBoth()
        for _ in 0..<rounds {
            record.failovers += try failOver()
            try comeBack()
            record.handovers += try handOver()
            try comeBack()
        }
        return record
    }

    private func failOver() throws -> [Double] {
        _ = try pair.watch.take()
        // So long that there is a last advertisement of each.
        usleep(UInt32(clamping: pair.shape.interval.count / 1_000 * 3 / 2))
        pair.kill(.first)
        let (lasts, firsts) = try waitForSecond()
        return try firsts.map { router, first in
            guard let last = lasts[router] else { throw pair.wrong("the master had said nothing") }
            return Double(first - last) / 1e6
        }
    }

    private func handOver() throws -> [Double] {
        _ = try pair.watch.take()
        let start = AdvertWatch.wallClock
        pair.process(.first)?.send(SIGTERM)
        let firsts = try waitForSecond().firsts
        _ = try pair.process(.first)?.end(by: SIGTERM)
        return firsts.values.map { Double($0 - start) / 1e6 }
    }

    private func comeBack() throws {
        try pair.start(.first)
        try pair.waitForMaster(.first)
    }

    /// Waits for the second node's first advertisement of every router, and returns it and the last of the first node's.
    private func waitForSecond() throws -> (lasts: [AdvertWatch.Router: Int64], firsts: [AdvertWatch.Router: Int64]) {
        var lasts: [AdvertWatch.Router: Int64] = [:]
        var firsts: [AdvertWatch.Router: Int64] = [:]
        let patience = MonotonicClock.now + pair.shape.interval * 5 + .seconds(5)
        while firsts.count < pair.shape.instances {
            guard MonotonicClock.now < patience else { throw pair.wrong("the backup did not take over") }
            usleep(2_000)
            for advert in try pair.watch.take() {
                if advert.isOutgoing {
                    firsts[advert.router] = firsts[advert.router] ?? advert.at
                } else if firsts[advert.router] == nil {
                    lasts[advert.router] = advert.at
                }
            }
        }
        return (lasts, firsts)
    }
}
