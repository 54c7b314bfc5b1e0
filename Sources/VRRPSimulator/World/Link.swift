import Deadlines

/// The way from one node to another on one segment, with what is wrong with it now.
struct Link: Sendable {
    /// What becomes of one packet.
    struct Fate {
        /// After how long it arrives; nil if it does not.
        var first: Nanoseconds?
        /// The same for its duplicate.
        var second: Nanoseconds?
        /// The bit that is turned over, counted from the start of the message, modulo its length.
        var corruptedBit: Int?
    }

    private let delay: ClosedRange<Nanoseconds>
    private var dice: Dice
    private var disturbances: [(fault: Int, Disturbance)] = []
    private var cuts = 0
    /// Packets that arrive before this overtake others.
    private var lastArrival = Instant.zero
    private(set) var changedAt = Instant.zero

    init(delay: ClosedRange<Nanoseconds>, dice: Dice) {
        self.delay = delay
        self.dice = dice
    }

    var isCut: Bool { cuts > 0 }
    var isDisturbed: Bool { !disturbances.isEmpty }

    mutating func cut(at now: Instant) {
        cuts += 1
        changedAt = now
    }

    mutating func mend(at now: Instant) {
        cuts -= 1
        changedAt = now
    }

    mutating func disturb(_ disturbance: Disturbance, fault: Int, at now: Instant) {
        disturbances.append((fault, disturbance))
        changedAt = now
    }

    mutating func calm(fault: Int, at now: Instant) {
        disturbances.removeAll { $0.fault == fault }
        changedAt = now
    }

    /// Throws the dice for a packet sent now. A healthy link keeps the order of packets.
    mutating func fate(at now: Instant) -> Fate {
        guard !isCut else { return Fate() }
        guard isDisturbed else {
            let arrival = max(now + dice.within(delay), lastArrival)
            lastArrival = arrival
            return Fate(first: arrival - now)
        }
        var fate = Fate(first: dice.within(delay))
        for (_, disturbance) in disturbances {
            if dice.chance(disturbance.lost) { fate.first = nil }
            if dice.chance(disturbance.doubled) { fate.second = dice.within(delay) }
            if dice.chance(disturbance.corrupted) { fate.corruptedBit = dice.below(1 << 16) }
            guard disturbance.delay > .zero else { continue }
            fate.first = fate.first.map { $0 + dice.within(.zero...disturbance.delay) }
            fate.second = fate.second.map { $0 + dice.within(.zero...disturbance.delay) }
        }
        return fate
    }
}
