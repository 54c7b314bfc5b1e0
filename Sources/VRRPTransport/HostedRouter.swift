import Addresses
package import Deadlines
package import VRRPEngine
import VRRPRecording

/// A virtual router with what its surroundings keep for it. One thread uses it.
package final class HostedRouter {
    package let key: RouterKey
    package private(set) var instance: InstanceSettings
    package var router: VirtualRouter
    private(set) var codec: AdvertisementCodec
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
    private(set) var destinations: [IPAddress]
    /// The TTL of what is sent, nil for the group's.
    private(set) var unicastTTL: UInt8?
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
        destinations = instance.router.destinations
        unicastTTL = instance.router.unicast?.ttl
    }

    var settings: RouterSettings { router.settings }
    var isMaster: Bool { router.state == .master }

    /// Tells the router, and whoever records it.
    package func handle(_ event: Event, at now: Instant, into actions: inout [Action]) {
        guard let tape, tape.isRunning else { return router.handle(event, at: now, into: &actions) }
        tape.begin(router, mark: &tapeMark, at: now)
        let before = actions.count
        router.handle(event, at: now, into: &actions)
        tape.note(.event(event), of: router, Array(actions[before...]), at: now)
    }

    func reconfigure(to instance: InstanceSettings, at now: Instant, into actions: inout [Action]) {
        self.instance = instance
        codec = AdvertisementCodec(instance.router)
        destinations = instance.router.destinations
        unicastTTL = instance.router.unicast?.ttl
        prepared = nil
        guard let tape, tape.isRunning else {
            return router.reconfigure(to: instance.router, at: now, into: &actions)
        }
        tape.begin(router, mark: &tapeMark, at: now)
        let before = actions.count
        router.reconfigure(to: instance.router, at: now, into: &actions)
        tape.note(.reconfigured(instance.router), of: router, Array(actions[before...]), at: now)
    }

    /// The advertisements with this priority from this address, one for each destination.
    func messages(priority: UInt8, from source: IPAddress) -> [[UInt8]] {
        if let prepared, prepared.priority == priority, prepared.source == source { return prepared.messages }
        let messages = destinations.map { _ in codec.encode(priority: priority, from: source) }
        prepared = (priority, source, messages)
        return messages
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

    fileprivate var destinations: [IPAddress] { unicast?.peers.map(\.address) ?? group.map { [$0] } ?? [] }
}
