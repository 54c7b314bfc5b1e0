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
    /// The advertised addresses that the kernel refused when the router last became master.
    var refusedAddresses: [VirtualAddress] = []
    /// The last message: it rarely changes from one advertisement to the next.
    private var prepared: (priority: UInt8, source: IPAddress, message: [UInt8])?

    package init(_ instance: InstanceSettings, at now: Instant) {
        key = RouterKey(instance.router)
        self.instance = instance
        router = VirtualRouter(instance.router, at: now)
        codec = AdvertisementCodec(instance.router)
    }

    var settings: RouterSettings { router.settings }
    var isMaster: Bool { router.state == .master }

    func reconfigure(to instance: InstanceSettings, at now: Instant, into actions: inout [Action]) {
        self.instance = instance
        codec = AdvertisementCodec(instance.router)
        prepared = nil
        router.reconfigure(to: instance.router, at: now, into: &actions)
    }

    /// The advertisement with this priority from this address.
    func message(priority: UInt8, from source: IPAddress) -> [UInt8] {
        if let prepared, prepared.priority == priority, prepared.source == source { return prepared.message }
        let message = codec.encode(priority: priority, from: source)
        prepared = (priority, source, message)
        return message
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
            faultReason: router.state == .fault ? "\(settings.interface): \(router.faultCauses)" : nil,
            master: router.master, counters: counters, transitions: history.transitions)
    }
}
