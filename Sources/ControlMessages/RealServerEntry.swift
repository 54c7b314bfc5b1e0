/// One real server of a virtual service.
package struct RealServerEntry: Codable, Hashable, Sendable {
    package var address: String
    package var port: Int
    package var method: ForwardingText
    package var weight: WeightEntry
    package var health: HealthText
    /// Why its health or state is what it is; null where there is nothing to say.
    @ExplicitNull package var reason: String?
    package var state: RealServerStateText
    package var connections: ConnectionsEntry
    /// Totals since the server was added to the kernel; left out where the kernel does not hold it.
    package var stats: TrafficEntry?

    package init(
        address: String, port: Int, method: ForwardingText, weight: WeightEntry, health: HealthText, reason: String?,
        state: RealServerStateText, connections: ConnectionsEntry, stats: TrafficEntry? = nil
    ) {
        self.address = address
        self.port = port
        self.method = method
        self.weight = weight
        self.health = health
        self.reason = reason
        self.state = state
        self.connections = connections
        self.stats = stats
    }
}

/// How packets reach the real server.
package enum ForwardingText: String, Codable, Sendable {
    case nat
    case direct = "dr"
    case tunnel
}

/// What the checks say; `none` where the server has no checks.
package enum HealthText: String, Codable, Sendable {
    case up, down, unknown, none
}

/// What the load balancer does with the real server.
package enum RealServerStateText: String, Codable, Sendable {
    case inService = "in_service"
    case drained, disabled, removed, sorry
}

/// The weight in the configuration and the one the kernel is given.
package struct WeightEntry: Codable, Hashable, Sendable {
    package var configured: Int
    package var effective: Int

    package init(configured: Int, effective: Int) {
        self.configured = configured
        self.effective = effective
    }
}

/// The kernel's connections to a real server.
package struct ConnectionsEntry: Codable, Hashable, Sendable {
    package var active: UInt32
    package var inactive: UInt32
    package var persistent: UInt32

    package init(active: UInt32 = 0, inactive: UInt32 = 0, persistent: UInt32 = 0) {
        self.active = active
        self.inactive = inactive
        self.persistent = persistent
    }
}
