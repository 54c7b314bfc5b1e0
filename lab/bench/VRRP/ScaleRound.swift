import Deadlines
import Glibc
import LabScenario
import Polling

/// What many virtual routers cost their two nodes, and how even their advertisements are.
struct ScaleRound {
    struct Record: Sendable {
        /// Percent of one processor.
        var masterLoad = 0.0
        var backupLoad = 0.0
        /// The largest time between two advertisements of one router, in milliseconds.
        var largestGap = 0.0
        /// Advertisements that the backup sent meanwhile.
        var takeovers = 0
    }

    let pair: RouterPair
    let duration: Nanoseconds

    func run() throws -> Record {
        var record = Record()
        try pair.startBoth()
        // Without the watch: what it costs would be counted as theirs.
        let before = RouterPair.Side.allCases.map { pair.process($0)?.processorTime ?? .zero }
        let start = MonotonicClock.now
        usleep(UInt32(clamping: duration.count / 1_000))
        let elapsed = (MonotonicClock.now - start).seconds
        let after = RouterPair.Side.allCases.map { pair.process($0)?.processorTime ?? .zero }
        record.masterLoad = (after[0] - before[0]).seconds / elapsed * 100
        record.backupLoad = (after[1] - before[1]).seconds / elapsed * 100
        let adverts = try pair.watch.record(for: duration)
        record.largestGap = Self.largestGap(in: adverts.filter { !$0.isOutgoing })
        record.takeovers = adverts.count(where: \.isOutgoing)
        return record
    }

    /// Milliseconds.
    static func largestGap(in adverts: [AdvertWatch.Advert]) -> Double {
        var last: [AdvertWatch.Router: Int64] = [:]
        var largest: Int64 = 0
        for advert in adverts {
            if let previous = last[advert.router] { largest = max(largest, advert.at - previous) }
            last[advert.router] = advert.at
        }
        return Double(largest) / 1e6
    }
}
