package import Addresses
import CLinux
package import Deadlines
package import VRRPEngine
import VRRPRecording

/// A virtual router with what its surroundings keep for it. One thread uses it.
package final class HostedRouter {
    package let key: RouterKey
    package private(set) var instance: InstanceSettings
    package var router: VirtualRouter
    private(set) var codec: AdvertisementCodec
    /// Nil without `auth_hmac`.
    private var authenticator: Authenticator?
    /// The sync group that it belongs to, and its place there.
    package internal(set) var membership: (group: HostedGroup, place: Int)?
    var counters = RouterCounters()
    var limiter = ReportLimiter()
    private(set) var history = TransitionHistory()
    /// Why it could not be master when it last tried: what the kernel refused.
    var refusals: [String] = []
    /// Which addresses these were; nil where it was routes or rules, which need the addresses.
    var refusedAddresses: Set<VirtualAddress>?
    /// The interface with its MAC address, while there is one.
    package internal(set) var carrier: InterfaceName?
    /// Whether that interface was switched on for it.
    var isRaised = false
    /// Whether addresses were put anywhere or taken off for it.
    var hasActed = false
    /// While it is in INIT or BACKUP and leaves a predecessor's addresses where they are.
    package internal(set) var waitsWithLeftovers: Leftovers?
    /// The interface that its advertisements leave through: its own, or that of its virtual MAC.
    var sendingInterface: InterfaceName
    /// Where its advertisements leave, while that interface has a socket.
    var sender: AdvertisementSocket?
    /// Who gets each advertisement: the multicast group, or the peers.
    package private(set) var destinations: [IPAddress]
    /// The TTL of what is sent, nil for the group's.
    private(set) var unicastTTL: UInt8?
    /// How early its advertisements may leave together with others: a wake-up for each costs more than they do.
    var ahead: Nanoseconds { min(Self.mostAhead, settings.advertisementInterval / 20) }
    static let mostAhead = Nanoseconds.microseconds(500)
    /// The time of the last event that it was told.
    var told: Instant
    /// When it is looked at next; never later than it asked for.
    var alarm: Instant?
    private let tape: RecordingTape?
    /// Where the tape keeps which recording the router is part of.
    private var tapeMark: UInt64 = 0
    /// The last messages, one for each destination: they rarely change from one advertisement to the next.
    private var prepared: (priority: UInt8, source: IPAddress, messages: [[UInt8]])?

    package init(_ instance: InstanceSettings, at now: Instant, tape: RecordingTape? = nil) {
        self.tape = tape
        key = RouterKey(instance.router)
        self.instance = instance
        router = VirtualRouter(instance.router, at: now)
        codec = AdvertisementCodec(instance.router)
        told = now
        sendingInterface = instance.router.interface
        authenticator = Authenticator(instance.router)
        destinations = codec.destinations
        unicastTTL = instance.router.unicast?.ttl
    }

    package var settings: RouterSettings { router.settings }
    var isMaster: Bool { router.state == .master }

    /// Tells the router, and whoever records it.
    package func handle(_ event: Event, at now: Instant, into actions: inout [Action]) {
        guard let tape, tape.isRunning else { return router.handle(event, at: now, into: &actions) }
        tape.begin(router, mark: &tapeMark, at: now)
        let before = actions.count
        router.handle(event, at: now, into: &actions)
        tape.note(.event(event), of: router, mark: tapeMark, Array(actions[before...]), at: now)
    }

    package func reconfigure(to instance: InstanceSettings, at now: Instant, into actions: inout [Action]) {
        self.instance = instance
        codec = AdvertisementCodec(instance.router)
        if instance.router.hmac == nil { authenticator = nil } else { authenticator?.reconfigure(to: instance.router) }
        authenticator = authenticator ?? Authenticator(instance.router)
        destinations = codec.destinations
        unicastTTL = instance.router.unicast?.ttl
        prepared = nil
        guard let tape, tape.isRunning else {
            return router.reconfigure(to: instance.router, at: now, into: &actions)
        }
        tape.begin(router, mark: &tapeMark, at: now)
        let before = actions.count
        router.reconfigure(to: instance.router, at: now, into: &actions)
        tape.note(.reconfigured(instance.router), of: router, mark: tapeMark, Array(actions[before...]), at: now)
    }

    /// The advertisements with this priority from this address, one for each destination.
    package func messages(priority: UInt8, from source: IPAddress) -> [[UInt8]] {
        if let prepared, prepared.priority == priority, prepared.source == source { return prepared.messages }
        var messages = destinations.map { codec.encode(priority: priority, from: source, to: $0) }
        guard authenticator == nil else {
            sign(&messages, from: source)
            return messages
        }
        prepared = (priority, source, messages)
        return messages
    }

    private var faultReason: String {
        let refusals = router.faultCauses.contains(.addressRefused) ? refusals.map { "; \($0)" }.joined() : ""
        return "\(settings.interface): \(router.faultReason)\(refusals)"
    }

    /// Reads and checks a received message. Its sender's clock may be off, in seconds.
    package func decode(
        _ message: Span<UInt8>, in envelope: PacketEnvelope
    ) throws(DiscardReason) -> (advertisement: Advertisement, skew: Int?) {
        let master = settings.skipsAddressCheck ? router.master?.address : nil
        let advertisement = try codec.decode(message, in: envelope, master: master)
        guard authenticator != nil,
            case .signed(let skew) = try authenticator?.verify(message, from: envelope.source, at: .now)
        else { return (advertisement, nil) }
        return (advertisement, authenticator?.isAlarming(skew: skew) == true ? skew : nil)
    }

    /// One trailer for all copies: what it signs is the same in all of them.
    private func sign(_ messages: inout [[UInt8]], from source: IPAddress) {
        guard let first = messages.first, let trailer = authenticator?.trailer(for: first.span, from: source, at: .now)
        else { return }
        for index in messages.indices {
            codec.append(trailer, to: &messages[index], from: source, to: destinations[index])
        }
    }

    func note(_ transition: Transition) {
        history.append(transition)
        if transition.to == .master { counters.becameMaster &+= 1 }
    }

    var snapshot: RouterSnapshot {
        RouterSnapshot(
            settings: settings, state: router.state, since: router.since,
            effectivePriority: router.effectivePriority, priorityReasons: router.priorityReasons,
            adjustments: router.tracking.adjustments,
            isUndecided: router.state == .initialize && router.tracking.isUndecided,
            isReleased: router.faultCauses.contains(.released),
            faultReason: router.state == .fault ? faultReason : nil,
            master: router.master, counters: counters, transitions: history.transitions)
    }
}

extension UTCTime {
    fileprivate static var now: UTCTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UTCTime(seconds: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }
}
