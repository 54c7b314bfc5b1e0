/// `POST /v1/management-groups/{group}/servers/{server}/drain` and `/resume`, and `GET …/servers/{server}`.
package typealias DrainMessage = Stamped<DrainEntry>

/// How far a management server is drained.
package struct DrainEntry: Codable, Hashable, Sendable {
    package var group: String
    package var server: String
    package var isDraining: Bool
    /// Agents that still have it first in their list.
    package var preferredBy: Int
    /// Agents that say they are connected to it.
    package var connected: Int
    /// Agents of the group that wait for their turn to move.
    package var waitingMoves: Int

    package init(
        group: String, server: String, isDraining: Bool, preferredBy: Int, connected: Int, waitingMoves: Int
    ) {
        self.group = group
        self.server = server
        self.isDraining = isDraining
        self.preferredBy = preferredBy
        self.connected = connected
        self.waitingMoves = waitingMoves
    }

    private enum CodingKeys: String, CodingKey {
        case group, server
        case isDraining = "draining"
        case preferredBy = "preferred_by"
        case connected
        case waitingMoves = "waiting_moves"
    }
}
