/// How the agents of a group spread over its servers, and whom a change would move.
package struct Balance: Hashable, Sendable {
    /// One server of the group.
    package struct Server: Hashable, Sendable {
        package let standing: ServerStanding
        /// How many agents would prefer it if each had its share.
        package let ideal: Double
        /// How many agents would prefer another server if this one were taken out of the configuration.
        package let movedByRemoval: Int
    }

    /// In the configuration's order.
    package let servers: [Server]
    package let agents: Int
    /// Agents that keep their old list until their turn comes.
    package let waiting: Int
    /// How many agents would prefer another server if one were added at the end.
    package let movedByAddition: Int

    /// By how many agents the most preferred server is ahead of the least preferred one; servers that are to be avoided
    /// or have no weight are left out.
    package let spread: Int
}

extension ServerGroup {
    /// The servers in the configuration's order, with how many agents prefer and use each.
    package var standings: [ServerStanding] {
        let known = LineupPlaces(waiting.formerLineups, waiting.lists, in: lineup)
        var preferred = [Int](repeating: 0, count: lineup.servers.count)
        var connected: [UInt64: Int] = [:]
        agents.forEach { record, position in
            let told = toldNow(record, at: position)
            let first =
                told.isKept
                ? known.preferred(by: record.id, told)
                : lineup.first(for: AgentPlace(agent: record.id, position: told.position))
            if let first { preferred[first] += 1 }
            if record.connectedTo != 0 { connected[record.connectedTo, default: 0] += 1 }
        }
        return lineup.servers.indices.map { place in
            let server = lineup.servers[place]
            // An agent may name the port even where it is the default.
            let names: Set = [lineup.texts[place], server.address.description]
            return ServerStanding(
                server: server, health: health(of: server.address), isDraining: isDraining(server),
                preferredBy: preferred[place],
                connected: names.reduce(0) { $0 + (connected[HeldPrint.print(of: $1)] ?? 0) })
        }
    }

    /// The balance of the agents. It looks at each agent once for each server.
    package var balance: Balance {
        let standings = standings
        let shares = standings.map { standing in
            if lineup.avoided[0..<standings.count].allSatisfy({ $0 }) { return 1 }
            return isAvoided(standing.server) ? 0 : settings.algorithm == .weighted ? standing.server.weight : 1
        }
        let total = shares.reduce(0, +)
        let compared = standings.indices.filter { shares[$0] > 0 }.map { standings[$0].preferredBy }
        return Balance(
            servers: standings.indices.map { place in
                var without = settings
                without.servers.remove(at: place)
                return Balance.Server(
                    standing: standings[place],
                    ideal: total == 0 ? 0 : Double(agents.count) * Double(shares[place]) / Double(total),
                    movedByRemoval: moved(by: without))
            },
            agents: agents.count, waiting: waitingMoves, movedByAddition: moved(by: withOneMore),
            spread: (compared.max() ?? 0) - (compared.min() ?? 0))
    }

    /// How many agents would prefer another server if the group were configured so.
    package func moved(by settings: ServerGroupSettings) -> Int {
        let next = ServerLineup(settings, isAvoided: isAvoided)
        let places = LineupPlaces([(1, lineup)], in: next)
        var moved = 0
        agents.forEach { record, position in
            let before = places.preferred(by: record.id, ToldList(ToldList(at: position), ofFormer: 1))
            if before != next.first(for: AgentPlace(agent: record.id, position: position)) { moved += 1 }
        }
        return moved
    }

    private var withOneMore: ServerGroupSettings {
        var settings = settings
        // No host has a name without a label.
        settings.servers.append(ManagementServer(ServerAddress(host: "new", port: settings.defaultPort)))
        return settings
    }
}
