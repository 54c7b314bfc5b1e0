package import Deadlines
package import NodeConfiguration
package import VRRPEngine

extension RouterSettings {
    /// The instances that can run; those that are refused are not among them.
    package static func all(of configuration: Configuration) -> [RouterSettings] {
        configuration.vrrpInstances.filter { $0.refusal == nil }.map { RouterSettings($0) }
    }

    /// What the engine needs of a `vrrp_instance`.
    ///
    /// - Parameter startupDelay: how long it waits after the daemon's start.
    package init(_ instance: VRRPInstance, startupDelay: Nanoseconds = .zero) {
        self.init(
            name: instance.name, interface: instance.interface, virtualRouterID: instance.virtualRouterID,
            version: instance.version == 3 ? .v3 : .v2, family: instance.family, priority: instance.priority,
            advertisementInterval: instance.advertisementInterval, preempt: !instance.noPreempt,
            preemptDelay: instance.preemptDelay,
            addresses: instance.virtualAddresses.map(VirtualAddress.init),
            excludedAddresses: instance.excludedAddresses.map(VirtualAddress.init),
            password: instance.password.map { Array($0.utf8) },
            announcements: AnnouncementSettings(instance.announcements),
            unicast: instance.unicast.map(UnicastSettings.init), sourceAddress: instance.sourceAddress,
            tracksSourceAddress: instance.tracksSourceAddress, multicastGroup: instance.multicastGroup,
            downTimerAdvertisements: instance.downTimerAdvertisements,
            sendsToHigherPriority: instance.sendsToHigherPriority,
            silentToLowerPriority: instance.silentToLowerPriority,
            ownerIgnoresAdvertisements: instance.ownerIgnoresAdvertisements, isStrict: instance.isStrict,
            skipsAddressCheck: instance.skipsAddressCheck,
            checksumCoversMessageOnly: instance.checksumCoversMessageOnly, hmac: instance.hmac.map(HMACSettings.init),
            syncGroup: instance.syncGroup, startupDelay: startupDelay, expiryOfBackup: instance.priorityOfLateBackup)
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

extension UnicastSettings {
    fileprivate init(_ lines: UnicastLines) {
        let peers = lines.peers.map {
            UnicastPeer(address: $0.address, minimumTTL: $0.minimumTTL, maximumTTL: $0.maximumTTL)
        }
        self.init(peers: peers, ttl: lines.ttl ?? 255, checksSource: lines.checksSource)
    }
}
