/// `GET /v1/vrrp`: every VRRP instance, by name.
package struct VRRPListMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    package var instances: [VRRPInstanceEntry]
    /// Packets dropped before an instance was found for them, by reason: too short, a strange VRID, ….
    package var discarded: [String: UInt64]

    package init(asOf: Timestamp, instances: [VRRPInstanceEntry], discarded: [String: UInt64] = [:]) {
        self.asOf = asOf
        self.instances = instances
        self.discarded = discarded
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case instances, discarded
    }
}

/// `GET /v1/vrrp/{instance}`.
package typealias VRRPInstanceMessage = Stamped<VRRPInstanceEntry>

/// The state of an instance, in keepalived's words.
package enum VRRPStateText: String, Codable, Sendable {
    case initialize = "INIT"
    case backup = "BACKUP"
    case master = "MASTER"
    case fault = "FAULT"
}

/// One VRRP instance.
package struct VRRPInstanceEntry: Codable, Hashable, Sendable {
    package var name: String
    package var interface: String
    /// 1 to 255.
    package var virtualRouterID: Int
    /// 2 or 3.
    package var version: Int
    package var family: FamilyText
    package var state: VRRPStateText
    /// When it entered that state.
    package var since: Timestamp
    package var priority: PriorityEntry
    /// Whether an operator took it out of the election.
    package var released: Bool
    /// Seconds.
    package var advertInterval: Double
    /// With prefix length: `192.0.2.10/24`.
    package var addresses: [String]
    /// Null where no master is heard; the instance itself while it is master.
    @ExplicitNull package var master: MasterEntry?
    package var counters: VRRPCountersEntry
    /// Oldest first.
    package var transitions: [TransitionEntry]

    package init(
        name: String, interface: String, virtualRouterID: Int, version: Int, family: FamilyText, state: VRRPStateText,
        since: Timestamp, priority: PriorityEntry, released: Bool = false, advertInterval: Double, addresses: [String],
        master: MasterEntry?, counters: VRRPCountersEntry, transitions: [TransitionEntry]
    ) {
        self.name = name
        self.interface = interface
        self.virtualRouterID = virtualRouterID
        self.version = version
        self.family = family
        self.state = state
        self.since = since
        self.priority = priority
        self.released = released
        self.advertInterval = advertInterval
        self.addresses = addresses
        self.master = master
        self.counters = counters
        self.transitions = transitions
    }

    private enum CodingKeys: String, CodingKey {
        case name, interface
        case virtualRouterID = "virtual_router_id"
        case version, family, state, since, priority, released
        case advertInterval = "advert_interval"
        case addresses, master, counters, transitions
    }
}

/// An address family.
package enum FamilyText: String, Codable, Sendable {
    case ipv4
    case ipv6
}

/// The priority as configured, as it counts now, and why they differ.
package struct PriorityEntry: Codable, Hashable, Sendable {
    package var base: Int
    package var effective: Int
    /// Such as `track_script chk -20`.
    package var reasons: [String]

    package init(base: Int, effective: Int, reasons: [String]) {
        self.base = base
        self.effective = effective
        self.reasons = reasons
    }
}

/// The master as its adverts describe it.
package struct MasterEntry: Codable, Hashable, Sendable {
    package var address: String
    package var priority: Int
    /// Seconds.
    package var advertInterval: Double

    package init(address: String, priority: Int, advertInterval: Double) {
        self.address = address
        self.priority = priority
        self.advertInterval = advertInterval
    }

    private enum CodingKeys: String, CodingKey {
        case address, priority
        case advertInterval = "advert_interval"
    }
}

/// Counters since the daemon started.
package struct VRRPCountersEntry: Codable, Hashable, Sendable {
    package var advertsSent: UInt64
    package var advertsReceived: UInt64
    package var becameMaster: UInt64
    package var priorityZeroSent: UInt64
    package var priorityZeroReceived: UInt64
    /// Packets dropped, by reason: `checksum`, `ttl`, `version`, ….
    package var discarded: [String: UInt64]

    package init(
        advertsSent: UInt64 = 0, advertsReceived: UInt64 = 0, becameMaster: UInt64 = 0, priorityZeroSent: UInt64 = 0,
        priorityZeroReceived: UInt64 = 0, discarded: [String: UInt64] = [:]
    ) {
        self.advertsSent = advertsSent
        self.advertsReceived = advertsReceived
        self.becameMaster = becameMaster
        self.priorityZeroSent = priorityZeroSent
        self.priorityZeroReceived = priorityZeroReceived
        self.discarded = discarded
    }

    private enum CodingKeys: String, CodingKey {
        case advertsSent = "adverts_sent"
        case advertsReceived = "adverts_received"
        case becameMaster = "became_master"
        case priorityZeroSent = "priority_zero_sent"
        case priorityZeroReceived = "priority_zero_received"
        case discarded
    }
}

/// A change of state.
package struct TransitionEntry: Codable, Hashable, Sendable {
    package var at: Timestamp
    package var from: VRRPStateText
    package var to: VRRPStateText
    package var reason: String

    package init(at: Timestamp, from: VRRPStateText, to: VRRPStateText, reason: String) {
        self.at = at
        self.from = from
        self.to = to
        self.reason = reason
    }
}
