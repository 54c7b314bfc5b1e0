package import NodeConfiguration
package import VRRPEngine

extension RouterSettings {
    /// The instances that can run; those that are refused are not among them.
    package static func all(of configuration: Configuration) -> [RouterSettings] {
        configuration.vrrpInstances.filter { $0.refusal == nil }.map(RouterSettings.init)
    }

    /// What the engine needs of a `vrrp_instance`.
    package init(_ instance: VRRPInstance) {
        self.init(
            name: instance.name, interface: instance.interface, virtualRouterID: instance.virtualRouterID,
            version: instance.version == 3 ? .v3 : .v2, family: instance.family, priority: instance.priority,
            advertisementInterval: instance.advertisementInterval, preempt: !instance.noPreempt,
            preemptDelay: instance.preemptDelay,
            addresses: instance.virtualAddresses.map(VirtualAddress.init),
            excludedAddresses: instance.excludedAddresses.map(VirtualAddress.init),
            password: instance.password.map { Array($0.utf8) },
            announcements: AnnouncementSettings(instance.announcements))
    }
}

extension VirtualAddress {
    init(_ line: VirtualAddressLine) {
        self.init(line.prefix, on: line.interface)
    }
}

extension AnnouncementSettings {
    fileprivate init(_ times: AnnouncementTimes) {
        self.init(
            masterDelay: times.masterDelay, masterRepeat: times.masterRepeat, masterRefresh: times.masterRefresh,
            masterRefreshRepeat: times.masterRefreshRepeat, lowerPriorityDelay: times.lowerPriorityDelay,
            lowerPriorityRepeat: times.lowerPriorityRepeat)
    }
}
