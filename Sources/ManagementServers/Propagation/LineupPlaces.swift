/// Former line-ups of a group beside the one that counts: where the server that an agent preferred stands now.
struct LineupPlaces {
    private struct Former {
        let number: UInt32
        let lineup: ServerLineup
        let places: [Int?]
    }

    // Few: to find one is quicker than to hash its number, and a million agents are asked about.
    private let former: [Former]

    init(_ lineups: [(number: UInt32, lineup: ServerLineup)], in current: ServerLineup) {
        former = lineups.map { number, lineup in
            Former(number: number, lineup: lineup, places: Self.places(of: lineup, in: current))
        }
    }

    /// The current place of the server that an agent prefers while it waits; nil where the server has gone.
    func preferred(by agent: AgentID, at move: WaitingMove) -> Int? {
        for index in former.indices where former[index].number == move.lineup {
            let place = AgentPlace(agent: agent, position: Int(move.position))
            return former[index].lineup.first(for: place).flatMap { former[index].places[$0] }
        }
        return nil
    }

    /// A server that stands there twice is found as often as it still does.
    private static func places(of former: ServerLineup, in current: ServerLineup) -> [Int?] {
        var left: [ServerAddress: [Int]] = [:]
        for (place, server) in current.servers.enumerated().reversed() {
            left[server.address, default: []].append(place)
        }
        return former.servers.map { left[$0.address]?.popLast() }
    }
}
