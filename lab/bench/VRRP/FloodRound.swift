import Addresses
import Deadlines
import Glibc
import LabScenario
import Polling

/// What malformed advertisements from all the world do to two nodes.
struct FloodRound {
    struct Record: Sendable {
        /// Packets a second that reached each node in its turn.
        var rate = 0.0
        /// Percent of one processor, of the node under the flood.
        var masterLoad = 0.0
        var backupLoad = 0.0
        /// The largest time between two of the master's advertisements while either node was flooded, in milliseconds.
        var largestGap = 0.0
        /// Advertisements that the backup sent meanwhile.
        var takeovers = 0
        /// What both logged, in lines a second.
        var logLines = 0.0
    }

    let pair: RouterPair
    let duration: Nanoseconds

    func run() throws -> Record {
        var record = Record()
        try pair.startBoth()
        let linesBefore = try pair.logLines()
        var packets = 0
        for side in RouterPair.Side.allCases {
            let before = pair.process(side)?.processorTime ?? .zero
            _ = try pair.watch.take()
            packets += try pair.flood(side, with: Self.malformed, rate: 100_000, for: duration)
            let load = ((pair.process(side)?.processorTime ?? .zero) - before).seconds / duration.seconds * 100
            if side == .first { record.masterLoad = load } else { record.backupLoad = load }
            // Those of the flood are seen, too: they have other priorities.
            let adverts = try pair.watch.take().filter { RouterPair.priorities.contains(Int($0.priority)) }
            record.largestGap = max(
                record.largestGap, ScaleRound.largestGap(in: adverts.filter { $0.priority == RouterPair.priorities[0] })
            )
            record.takeovers += adverts.count { $0.priority == RouterPair.priorities[1] }
        }
        let seconds = duration.seconds * 2
        record.rate = Double(packets) / seconds
        record.logLines = Double(try pair.logLines() - linesBefore) / seconds
        return record
    }

    /// Every packet comes from another address, and each is wrong in its own way.
    private static var malformed: [ForgedAdvertisement] {
        (0..<1_024).map { index in
            let source = IPv4Address(10, 1, 128 + UInt8(index / 256), UInt8(index % 256))
            var advert = ForgedAdvertisement(version: 3, from: source, addresses: [IPv4Address(10, 1, 1, 1)])
            advert.virtualRouterID = 1
            advert.priority = 254
            switch index % 4 {
            case 0: advert.hasWrongChecksum = true
            case 1: advert.timeToLive = 1
            case 2: advert.version = 2
            default: advert.length = 9
            }
            return advert
        }
    }
}
