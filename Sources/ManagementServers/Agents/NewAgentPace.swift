package import Addresses
package import Deadlines

/// How many agents that are not known yet each client may register: for each a bucket that is full at one second's
/// worth.
package struct NewAgentPace: Sendable {
    package enum Outcome: Hashable, Sendable {
        case admitted
        /// - Parameter isFirst: whether the client's last one was admitted.
        case refused(isFirst: Bool, until: Instant)
    }

    /// The most clients that have a bucket of their own; further ones share one.
    package static let mostClients = 10_000

    /// An IPv4 address, or the network of an IPv6 host, which has addresses without end.
    private struct Client: Hashable {
        let high: UInt64
        let low: UInt64

        init(_ address: IPAddress) {
            switch address {
            case .v4(let address): (high, low) = (0, UInt64(address.value))
            // IPv4 in the words of a socket that serves both.
            case .v6(let address) where address.high == 0 && address.low >> 32 == 0xFFFF:
                (high, low) = (0, address.low & 0xFFFF_FFFF)
            case .v6(let address): (high, low) = (address.high, .max)
            }
        }
    }

    private struct Bucket {
        var pace: MovePace
        var isRefused = false
    }

    /// New agents a second from one client; 0 means any number.
    private var rate: Int
    private var buckets: [Client: Bucket] = [:]
    private var others: Bucket
    private var prunedAt: Instant?

    package init(rate: Int) {
        self.rate = rate
        others = Bucket(pace: MovePace(rate: rate))
    }

    package mutating func change(rate: Int) {
        guard rate != self.rate else { return }
        self = NewAgentPace(rate: rate)
    }

    /// Whether a client may register one more agent that is not known.
    package mutating func admit(_ address: IPAddress, at now: Instant) -> Outcome {
        guard rate > 0 else { return .admitted }
        let client = Client(address)
        if buckets[client] == nil { makeRoom(at: now) }
        guard buckets[client] != nil || buckets.count < Self.mostClients else { return Self.take(&others, at: now) }
        return Self.take(&buckets[client, default: Bucket(pace: MovePace(rate: rate))], at: now)
    }

    private static func take(_ bucket: inout Bucket, at now: Instant) -> Outcome {
        let isTaken = bucket.pace.take(1, at: now) == 1
        let wasRefused = bucket.isRefused
        bucket.isRefused = !isTaken
        return isTaken ? .admitted : .refused(isFirst: !wasRefused, until: bucket.pace.next(at: now))
    }

    /// Forgets who has said nothing for so long that it makes no difference; once a second at most.
    private mutating func makeRoom(at now: Instant) {
        guard buckets.count >= Self.mostClients, prunedAt.map({ now - $0 >= .seconds(1) }) ?? true else { return }
        prunedAt = now
        buckets = buckets.filter { !$0.value.pace.isFull(at: now) }
    }
}
