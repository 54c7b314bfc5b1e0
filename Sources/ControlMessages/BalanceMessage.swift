/// `GET /v1/management-groups/{group}/balance`.
package typealias BalanceMessage = Stamped<BalanceEntry>

/// How the agents of a group spread over its servers, and whom a change would move.
package struct BalanceEntry: Codable, Hashable, Sendable {
    package var group: String
    package var algorithm: String
    package var agents: Int
    /// By how many agents the most preferred server is ahead of the least preferred one.
    package var spread: Int
    /// Agents that keep their old list until their turn to move comes.
    package var waitingMoves: Int
    /// How many agents would prefer another server if one were added at the end.
    package var movedByAddition: Int
    /// In the configuration's order.
    package var servers: [BalancedServerEntry]

    package init(
        group: String, algorithm: String, agents: Int, spread: Int, waitingMoves: Int, movedByAddition: Int,
        servers: [BalancedServerEntry]
    ) {
        self.group = group
        self.algorithm = algorithm
        self.agents = agents
        self.spread = spread
        self.waitingMoves = waitingMoves
        self.movedByAddition = movedByAddition
        self.servers = servers
    }

    private enum CodingKeys: String, CodingKey {
        case group, algorithm, agents, spread
        case waitingMoves = "waiting_moves"
        case movedByAddition = "moved_by_addition"
        case servers
    }
}

/// One server of a balance.
package struct BalancedServerEntry: Codable, Hashable, Sendable {
    package var address: String
    package var port: Int
    package var preferredBy: Int
    package var connected: Int
    /// How many agents would prefer it if each server had its share.
    package var ideal: Double
    /// How many agents would prefer another server if this one were taken out of the configuration.
    package var movedByRemoval: Int

    package init(
        address: String, port: Int, preferredBy: Int, connected: Int, ideal: Double, movedByRemoval: Int
    ) {
        self.address = address
        self.port = port
        self.preferredBy = preferredBy
        self.connected = connected
        self.ideal = ideal
        self.movedByRemoval = movedByRemoval
    }

    private enum CodingKeys: String, CodingKey {
        case address, port
        case preferredBy = "preferred_by"
        case connected, ideal
        case movedByRemoval = "moved_by_removal"
    }
}
