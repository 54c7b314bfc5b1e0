/// Why a server is not drained.
package enum DrainRefusal: Error, Hashable, Sendable, CustomStringConvertible {
    case unknownServer(String, group: String)
    /// Nothing would be left; each other server with the reason.
    case lastServer(String, others: [String])

    package var description: String {
        switch self {
        case .unknownServer(let text, let group): "there is no server '\(text)' in the group '\(group)'"
        case .lastServer(let text, let others) where others.isEmpty:
            "\(text) is the only server of its group: its agents would have nowhere to go"
        case .lastServer(let text, let others):
            "\(text) is the last server that can take agents: \(others.joined(separator: ", "))"
        }
    }
}

/// How far a server is drained.
package struct DrainProgress: Hashable, Sendable {
    package let server: ServerAddress
    package let isDraining: Bool
    /// Agents that still have it first in their list.
    package let preferredBy: Int
    /// Agents that say they are connected to it.
    package let connected: Int
    /// Agents of the group that wait for their turn to move.
    package let waiting: Int
}

extension ServerGroup {
    /// What operators said against the configuration.
    package var drainOrders: DrainOrders { drains }

    /// Takes over what operators told a predecessor.
    package mutating func restore(_ orders: DrainOrders) {
        drains = orders
        drains.forget(whatChangesFrom: settings.servers, to: settings.servers)
        lineUp(ServerLineup(lineup, isAvoided: isAvoided))
    }

    /// Asks the agents of a server to leave it, as fast as the group's pace lets them.
    ///
    /// - Parameter text: the server as lists name it, or with its port
    package mutating func drain(_ text: String) throws(DrainRefusal) -> DrainProgress {
        let place = try place(of: text)
        let address = lineup.servers[place].address
        let others = lineup.servers.indices.filter { lineup.servers[$0].address != address }
        guard isDraining(lineup.servers[place]) || others.contains(where: { !lineup.avoided[$0] }) else {
            throw .lastServer(lineup.texts[place], others: others.map(reasonAgainst))
        }
        return give(true, to: place)
    }

    /// Takes a server back from its drain; its agents return at the group's pace.
    package mutating func resume(_ text: String) throws(DrainRefusal) -> DrainProgress {
        give(false, to: try place(of: text))
    }

    /// How far a server is drained.
    package func drainProgress(of text: String) throws(DrainRefusal) -> DrainProgress {
        progress(of: try place(of: text))
    }

    private mutating func give(_ word: Bool, to place: Int) -> DrainProgress {
        let server = lineup.servers[place]
        drains.set(word == server.isDraining ? nil : word, for: server.address)
        lineUp(ServerLineup(lineup, isAvoided: isAvoided))
        return progress(of: place)
    }

    private func progress(of place: Int) -> DrainProgress {
        let standing = standings[place]
        return DrainProgress(
            server: standing.server.address, isDraining: standing.isDraining, preferredBy: standing.preferredBy,
            connected: standing.connected, waiting: waitingMoves)
    }

    private func place(of text: String) throws(DrainRefusal) -> Int {
        guard let place = lineup.place(of: text) else { throw .unknownServer(text, group: name) }
        return place
    }

    private func reasonAgainst(_ place: Int) -> String {
        "\(lineup.texts[place]) \(isDraining(lineup.servers[place]) ? "drains" : "fails its checks")"
    }
}
