import Addresses
import ControlMessages
import Deadlines
import NodeConfiguration
import VRRPEngine
import VRRPTransport

extension VRRPInstanceEntry {
    init(_ router: RouterSnapshot) {
        let settings = router.settings
        self.init(
            name: settings.name, interface: settings.interface.description,
            virtualRouterID: Int(settings.virtualRouterID), version: settings.version == .v3 ? 3 : 2,
            family: settings.family == .ipv4 ? .ipv4 : .ipv6, state: VRRPStateText(router.state),
            since: WallClock.timestamp(of: router.since),
            priority: PriorityEntry(
                base: Int(settings.priority), effective: Int(router.effectivePriority),
                reasons: router.reasons),
            released: router.isReleased, advertInterval: settings.advertisementInterval.seconds,
            addresses: (settings.addresses + settings.excludedAddresses).map(\.prefix.description),
            master: router.master.map { master in
                MasterEntry(
                    address: master.address.description, priority: Int(master.priority),
                    advertInterval: master.advertisementInterval.seconds)
            },
            counters: VRRPCountersEntry(router.counters),
            transitions: router.transitions.map { transition in
                TransitionEntry(
                    at: WallClock.timestamp(of: transition.at), from: VRRPStateText(transition.from),
                    to: VRRPStateText(transition.to), reason: "\(transition.reason)")
            })
    }
}

extension RouterSnapshot {
    /// Why the priority is what it is: what was added to it, where it was held, and what keeps the router from having a
    /// say at all.
    fileprivate var reasons: [String] {
        var reasons = priorityReasons
        let sum = adjustments.reduce(Int(settings.priority)) { $0.addingClamped($1.weight) }
        if sum != Int(effectivePriority) {
            reasons.append(
                settings.isOwner ? "the owner's priority does not change" : "held at \(effectivePriority), not \(sum)")
        }
        if let faultReason { reasons.append("FAULT: \(faultReason)") }
        if isUndecided { reasons.append("a tracker without a weight has had no result yet") }
        return reasons
    }
}

extension Int {
    fileprivate func addingClamped(_ other: Int) -> Int {
        let (sum, overflow) = addingReportingOverflow(other)
        return overflow ? (other > 0 ? .max : .min) : sum
    }
}

extension VRRPInstanceEntry {
    /// An instance that the configuration keeps from running.
    init(refused instance: VRRPInstance, since: Instant) {
        let settings = RouterSettings(instance)
        let at = WallClock.timestamp(of: since)
        self.init(
            name: instance.name, interface: instance.interface.description,
            virtualRouterID: Int(instance.virtualRouterID), version: instance.version,
            family: instance.family == .ipv4 ? .ipv4 : .ipv6, state: .fault, since: at,
            priority: PriorityEntry(base: Int(instance.priority), effective: 0, reasons: [instance.refusal ?? ""]),
            advertInterval: settings.advertisementInterval.seconds,
            addresses: (settings.addresses + settings.excludedAddresses).map(\.prefix.description), master: nil,
            counters: VRRPCountersEntry(),
            transitions: [
                TransitionEntry(at: at, from: .initialize, to: .fault, reason: instance.refusal ?? "")
            ])
    }
}

extension VRRPCountersEntry {
    fileprivate init(_ counters: RouterCounters) {
        self.init(
            advertsSent: counters.advertsSent, advertsReceived: counters.advertsReceived,
            becameMaster: counters.becameMaster, priorityZeroSent: counters.priorityZeroSent,
            priorityZeroReceived: counters.priorityZeroReceived,
            discarded: Dictionary(counters.discarded.map { ("\($0.0)", $0.1) }) { first, _ in first })
    }
}

extension VRRPStateText {
    init(_ state: VRRPState) {
        switch state {
        case .initialize: self = .initialize
        case .backup: self = .backup
        case .master: self = .master
        case .fault: self = .fault
        }
    }
}
