import Addresses
package import Deadlines
package import VRRPEngine

/// A virtual router with what its surroundings keep for it. One thread uses it.
package final class HostedRouter {
    package let key: RouterKey
    package private(set) var instance: InstanceSettings
    package var router: VirtualRouter
    private(set) var codec: AdvertisementCodec
    var counters = RouterCounters()
    var limiter = ReportLimiter()
    private(set) var history = TransitionHistory()
    /// Why it could not be master when it last tried: what the kernel refused.
    var refusals: [String] = []
    /// The interface with its MAC address, while there is one.
    var carrier: InterfaceName?
    /// Whether that interface was switched on for it.
    var isRaised = false
    /// Whether addresses were put anywhere or taken off for it.
    var hasActed = false
    /// While it is backup and leaves a predecessor's addresses where they are.
    var waitsWithLeftovers: Leftovers?
    /// The interface that its advertisements leave through: its own, or that of its virtual MAC.
    var sendingInterface: InterfaceName
    /// Where its advertisements leave, while that interface has a socket.
    var sender: AdvertisementSocket?
    /// Who gets each advertisement: the multicast group, or the peers.
    private(set) var destinations: [IPAddress]
    /// The TTL of what is sent, nil for the group's.
    private(set) var unicastTTL: UInt8?
    /// The time of the last event that it was told.
    var told: Instant
    /// When it is looked at next; never later than it asked for.
    var alarm: Instant?
    /// The last messages, one for each destination: they rarely change from one advertisement to the next.
    private var prepared: (priority: UInt8, source: IPAddress, messages: [[UInt8]])?

    package init(_ instance: InstanceSettings, at now: Instant) {
        key = RouterKey(instance.router)
        self.instance = instance
        router = VirtualRouter(instance.router, at: now)
        codec = AdvertisementCodec(instance.router)
        told = now
        sendingInterface = instance.router.interface
        destinations = instance.router.destinations
        unicastTTL = instance.router.unicast?.ttl
    }

    var settings: RouterSettings { router.settings }
    var isMaster: Bool { router.state == .master }

    func reconfigure(to instance: InstanceSettings, at now: Instant, into actions: inout [Action]) {
        self.instance = instance
        codec = AdvertisementCodec(instance.router)
        destinations = instance.router.destinations
        unicastTTL = instance.router.unicast?.ttl
        prepared = nil
        router.reconfigure(to: instance.router, at: now, into: &actions)
    }

    /// The advertisements with this priority from this address, one for each destination.
    func messages(priority: UInt8, from source: IPAddress) -> [[UInt8]] {
        if let prepared, prepared.priority == priority, prepared.source == source { return prepared.messages }
        let messages = destinations.map { _ in codec.encode(priority: priority, from: source) }
        prepared = (priority, source, messages)
        return messages
    }

    private var faultReason: String {
        let refusals = router.faultCauses.contains(.addressRefused) ? refusals.map { "; \($0)" }.joined() : ""
        return "\(settings.interface): \(router.faultCauses)\(refusals)"
    }

    func note(_ transition: Transition) {
        history.append(transition)
        if transition.to == .master { counters.becameMaster &+= 1 }
    }

    var snapshot: RouterSnapshot {
        RouterSnapshot(
            settings: settings, state: router.state, since: router.since,
            effectivePriority: router.effectivePriority, priorityReasons: router.priorityReasons,
            faultReason: router.state == .fault ? faultReason : nil,
            master: router.master, counters: counters, transitions: history.transitions)
    }
}

extension RouterSettings {
    /// The multicast group that its advertisements go to and come from; nil for unicast.
    var group: IPAddress? { unicast == nil ? multicastGroup ?? MulticastGroup.address(of: family) : nil }

    fileprivate var destinations: [IPAddress] { unicast?.peers.map(\.address) ?? group.map { [$0] } ?? [] }
}
