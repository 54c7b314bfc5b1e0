package import Addresses
package import Deadlines
package import VRRPEngine

/// The settings of one instance in a plan, as far as a plan varies them.
package struct RouterDraft: Hashable, Sendable {
    package var version = VRRPVersion.v3
    package var family = AddressFamily.ipv4
    package var priority: UInt8 = 100
    package var interval = Nanoseconds.seconds(1)
    package var preempt = true
    package var preemptDelay = Nanoseconds.zero
    /// How many virtual addresses it has: those up to this number of the segment's list.
    package var addressCount = 1
    package var password: String?
    package var downTimerAdvertisements = 3
    package var sendsToHigherPriority = false
    package var silentToLowerPriority = false
    package var checksumCoversMessageOnly = false
    /// Whom it sends to; nil for the multicast group.
    package var peers: [IPAddress]?
    package var syncGroup: String?
    package var lifetime = KernelLifetime.automatic

    package init() {}

    var isOwner: Bool { priority == RouterSettings.ownerPriority }
    var preempts: Bool { preempt || isOwner }

    /// What the engine is configured with.
    func settings(segment: Int) -> RouterSettings {
        RouterSettings(
            name: "VI_\(segment + 1)", interface: Segment.interface(segment),
            virtualRouterID: UInt8(truncatingIfNeeded: 51 + segment), version: version, family: family,
            priority: priority, advertisementInterval: interval, preempt: preempt, preemptDelay: preemptDelay,
            addresses: Segment.virtualAddresses(segment, family: family, count: addressCount),
            password: password.map { Array($0.utf8) },
            unicast: peers.map { UnicastSettings(peers: $0.map { UnicastPeer(address: $0) }, checksSource: true) },
            downTimerAdvertisements: downTimerAdvertisements,
            sendsToHigherPriority: sendsToHigherPriority, silentToLowerPriority: silentToLowerPriority,
            checksumCoversMessageOnly: checksumCoversMessageOnly, syncGroup: syncGroup)
    }
}

extension RouterDraft: CustomStringConvertible {
    package var description: String {
        var words = ["v\(version.rawValue)", family.rawValue, "priority \(priority)", "every \(interval)"]
        if !preempt { words.append("nopreempt") }
        if preemptDelay > .zero { words.append("preempt_delay \(preemptDelay)") }
        if addressCount != 1 { words.append("\(addressCount) addresses") }
        if let password { words.append("auth_pass \(password)") }
        if downTimerAdvertisements != 3 { words.append("down_timer_adverts \(downTimerAdvertisements)") }
        if sendsToHigherPriority { words.append("higher_prio_send_advert") }
        if silentToLowerPriority { words.append("lower_prio_no_advert") }
        if checksumCoversMessageOnly { words.append("v3_checksum_as_v2") }
        if peers != nil { words.append("unicast") }
        if let syncGroup { words.append("in \(syncGroup)") }
        words.append(lifetime.description)
        return words.joined(separator: ", ")
    }
}
