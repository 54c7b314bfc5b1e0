/// One `server` line of a group.
package struct ManagementServer: Hashable, Sendable {
    package var address: ServerAddress
    /// For orders that weigh servers.
    package var weight: Int
    /// Whether the configuration asks agents to leave it.
    package var isDraining: Bool

    package init(_ address: ServerAddress, weight: Int = 1, isDraining: Bool = false) {
        self.address = address
        self.weight = weight
        self.isDraining = isDraining
    }
}

/// What the checks say of a management server; `none` where it has no checks.
package enum ManagementServerHealth: String, Hashable, Sendable {
    case up, down, unknown, none
}

/// A management server as a group stands with it.
package struct ServerStanding: Hashable, Sendable {
    package let server: ManagementServer
    package let health: ManagementServerHealth
    /// By the configuration or by an operator.
    package let isDraining: Bool
    /// How many known agents have it first in their list.
    package let preferredBy: Int
    /// How many known agents said that they are connected to it.
    package let connected: Int
}
