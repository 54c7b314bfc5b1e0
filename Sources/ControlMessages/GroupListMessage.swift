/// `GET /v1/management-groups`: every group of management servers.
package struct GroupListMessage: Codable, Hashable, Sendable {
    package var asOf: Timestamp
    package var groups: [GroupEntry]

    package init(asOf: Timestamp, groups: [GroupEntry]) {
        self.asOf = asOf
        self.groups = groups
    }

    private enum CodingKeys: String, CodingKey {
        case asOf = "as_of"
        case groups
    }
}

/// `GET /v1/management-groups/{group}`.
package typealias GroupMessage = Stamped<GroupEntry>

/// One group of management servers.
package struct GroupEntry: Codable, Hashable, Sendable {
    package var name: String
    package var algorithm: String
    /// Seconds; 0 means no check for the preferred server.
    package var checkInterval: Double
    /// In the configuration's order.
    package var servers: [ManagementServerEntry]
    /// How many agents are known.
    package var agents: Int
    /// How many of them keep their old list until their turn to move comes.
    package var waitingMoves: Int
    /// Whether the node does not know all agents yet and has each keep its list.
    package var isLearning: Bool

    package init(
        name: String, algorithm: String, checkInterval: Double, servers: [ManagementServerEntry], agents: Int,
        waitingMoves: Int = 0, isLearning: Bool = false
    ) {
        self.name = name
        self.algorithm = algorithm
        self.checkInterval = checkInterval
        self.servers = servers
        self.agents = agents
        self.waitingMoves = waitingMoves
        self.isLearning = isLearning
    }

    private enum CodingKeys: String, CodingKey {
        case name, algorithm
        case checkInterval = "check_interval"
        case servers, agents
        case waitingMoves = "waiting_moves"
        case isLearning = "learning"
    }
}

/// One management server of a group.
package struct ManagementServerEntry: Codable, Hashable, Sendable {
    /// An address or a host name.
    package var address: String
    package var port: Int
    package var weight: Int
    package var health: HealthText
    package var isDraining: Bool
    /// How many known agents have it first in their list.
    package var preferredBy: Int
    /// How many agents said that they are connected to it.
    package var connected: Int

    package init(
        address: String, port: Int, weight: Int, health: HealthText, isDraining: Bool, preferredBy: Int, connected: Int
    ) {
        self.address = address
        self.port = port
        self.weight = weight
        self.health = health
        self.isDraining = isDraining
        self.preferredBy = preferredBy
        self.connected = connected
    }

    private enum CodingKeys: String, CodingKey {
        case address, port, weight, health
        case isDraining = "draining"
        case preferredBy = "preferred_by"
        case connected
    }
}
