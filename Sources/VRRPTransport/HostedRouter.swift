package import Addresses
import CLinux
package import Deadlines
package import VRRPEngine

/// A virtual router with what its surroundings keep for it. One thread uses it.
package final class HostedRouter {
    package let key: RouterKey
    package var router: VirtualRouter
    private var codec: AdvertisementCodec
    /// Nil without `auth_hmac`.
    private var authenticator: Authenticator?
    /// The sync group that it belongs to, and its place there.
    package internal(set) var membership: (group: HostedGroup, place: Int)?
    var counters = RouterCounters()
    var limiter = ReportLimiter()
    private(set) var history = TransitionHistory()
    /// The advertised addresses that the kernel refused when the router last became master.
    var refusedAddresses: [VirtualAddress] = []
    /// The interface that its advertisements leave through: its own, or that of its virtual MAC.
    var sendingInterface: InterfaceName
    /// Where its advertisements leave, while that interface has a socket.
    var sender: AdvertisementSocket?
    /// Who gets each advertisement: the multicast group, or the peers.
    package private(set) var destinations: [IPAddress]
    /// The TTL of what is sent, nil for the group's.
    private(set) var unicastTTL: UInt8?
    /// The time of the last event that it was told.
    var told: Instant
    /// When it is looked at next; never later than it asked for.
    var alarm: Instant?
    /// The last messages, one for each destination: they rarely change from one advertisement to the next.
    private var prepared: (priority: UInt8, source: IPAddress, messages: [[UInt8]])?

    package init(_ settings: RouterSettings, at now: Instant) {
        key = RouterKey(settings)
        router = VirtualRouter(settings, at: now)
        codec = AdvertisementCodec(settings)
        authenticator = Authenticator(settings)
        told = now
        sendingInterface = settings.interface
        destinations = codec.destinations
        unicastTTL = settings.unicast?.ttl
    }

    package var settings: RouterSettings { router.settings }
    var isMaster: Bool { router.state == .master }

    package func reconfigure(to settings: RouterSettings, at now: Instant, into actions: inout [Action]) {
        codec = AdvertisementCodec(settings)
        if settings.hmac == nil || authenticator == nil {
            authenticator = Authenticator(settings)
        } else {
            authenticator?.reconfigure(to: settings)
        }
        destinations = codec.destinations
        unicastTTL = settings.unicast?.ttl
        prepared = nil
        router.reconfigure(to: settings, at: now, into: &actions)
    }

    /// The advertisements with this priority from this address, one for each destination. Signed ones are new each time.
    package func messages(priority: UInt8, from source: IPAddress) -> [[UInt8]] {
        let plain = plainMessages(priority: priority, from: source)
        guard let first = plain.first,
            let trailer = authenticator?.trailer(for: first.span, from: source, at: .now)
        else { return plain }
        return zip(plain, destinations).map { message, destination in
            var message = message
            codec.append(trailer, to: &message, from: source, to: destination)
            return message
        }
    }

    private func plainMessages(priority: UInt8, from source: IPAddress) -> [[UInt8]] {
        if let prepared, prepared.priority == priority, prepared.source == source { return prepared.messages }
        let messages = destinations.map { codec.encode(priority: priority, from: source, to: $0) }
        prepared = (priority, source, messages)
        return messages
    }

    /// Reads and checks a received message, its signature included.
    ///
    /// - Parameter onSkew: gets by how many seconds the sender's clock is behind, where that is alarming.
    package func decode(
        _ message: Span<UInt8>, in envelope: PacketEnvelope, onSkew: (Int) -> Void
    ) throws(DiscardReason) -> Advertisement {
        let advertisement = try codec.decode(message, in: envelope, master: router.master?.address)
        if case .signed(let skew)? = try authenticator?.verify(message, from: envelope.source, at: .now),
            authenticator?.isAlarming(skew: skew) == true
        {
            onSkew(skew)
        }
        return advertisement
    }

    func note(_ transition: Transition) {
        history.append(transition)
        if transition.to == .master { counters.becameMaster &+= 1 }
    }

    var snapshot: RouterSnapshot {
        RouterSnapshot(
            settings: settings, state: router.state, since: router.since,
            effectivePriority: router.effectivePriority, priorityReasons: router.priorityReasons,
            faultReason: router.state == .fault ? "\(settings.interface): \(router.faultReason)" : nil,
            master: router.master, counters: counters, transitions: history.transitions)
    }
}

extension RouterSettings {
    /// The multicast group that its advertisements go to and come from; nil for unicast.
    var group: IPAddress? { unicast == nil ? multicastGroup ?? MulticastGroup.address(of: family) : nil }
}

extension UTCTime {
    fileprivate static var now: UTCTime {
        let time = clinux_realtime_now()
        return UTCTime(seconds: time / 1_000_000_000, nanoseconds: time % 1_000_000_000)
    }
}
