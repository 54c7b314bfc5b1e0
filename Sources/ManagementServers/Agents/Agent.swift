package import Deadlines

/// What an agent says of itself when it registers.
package struct AgentReport: Hashable, Sendable {
    package var id: AgentID
    package var zone: String?
    package var cluster: String?
    /// Where the agent itself can be reached.
    package var address: String?
    package var labels: [String: String]
    /// Nil where the agent said neither which list nor which algorithm it holds.
    package var held: HeldList?
    /// The management server it is connected to, as text.
    package var connectedTo: String?

    package init(
        id: AgentID, zone: String? = nil, cluster: String? = nil, address: String? = nil,
        labels: [String: String] = [:], held: HeldList? = nil, connectedTo: String? = nil
    ) {
        self.id = id
        self.zone = zone
        self.cluster = cluster
        self.address = address
        self.labels = labels
        self.held = held
        self.connectedTo = connectedTo
    }
}

/// An agent that is known beforehand: an `agent` block.
package struct ConfiguredAgent: Hashable, Sendable {
    package var id: AgentID
    package var zone: String?
    package var cluster: String?

    package init(id: AgentID, zone: String? = nil, cluster: String? = nil) {
        self.id = id
        self.zone = zone
        self.cluster = cluster
    }
}

/// A known agent: configured, registered, or both. What the configuration says of zone and cluster comes first.
package struct Agent: Hashable, Sendable {
    package let id: AgentID
    package let zone: String?
    package let cluster: String?
    /// Whether an `agent` block names it.
    package let isConfigured: Bool
    /// When it last registered; nil before the first time.
    package let lastSeen: Instant?
}
