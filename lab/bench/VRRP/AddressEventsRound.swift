import Deadlines
import Glibc
import LabScenario
import Netlink
import Polling

/// What everybody who listens to rtnetlink on a master hears of its addresses while nothing happens: lifetimes are
/// refreshed.
struct AddressEventsRound {
    struct Record: Sendable {
        /// In a second.
        var events = 0.0
        /// Percent of one processor.
        var masterLoad = 0.0
    }

    let pair: RouterPair
    let duration: Nanoseconds

    func run() throws -> Record {
        try pair.startBoth()
        let monitor = try pair.inside(.first) { () throws(NetlinkError) in try LinkMonitor() }
        let before = pair.process(.first)?.processorTime ?? .zero
        let start = MonotonicClock.now
        var events = 0
        while MonotonicClock.now - start < duration {
            usleep(20_000)
            let changes = try monitor.takeChanges()
            if changes.contains(.resync) { throw pair.wrong("more changes of addresses than could be counted") }
            events += changes.count
        }
        let elapsed = (MonotonicClock.now - start).seconds
        let load = (pair.process(.first)?.processorTime ?? .zero) - before
        return Record(events: Double(events) / elapsed, masterLoad: load.seconds / elapsed * 100)
    }
}
