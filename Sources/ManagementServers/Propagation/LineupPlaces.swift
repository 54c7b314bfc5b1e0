/// What agents were told before, beside the line-up that counts: where the server that an agent preferred stands now.
struct LineupPlaces {
    private struct Former {
        let number: UInt32
        let lineup: ServerLineup
        let places: [Int?]
    }

    // Few: to find one is quicker than to hash its number, and a million agents are asked about.
    private let former: [Former]
    private let held: [UInt32: Int]

    init(
        _ lineups: [(number: UInt32, lineup: ServerLineup)], _ lists: HeldLists = HeldLists(),
        in current: ServerLineup
    ) {
        former = lineups.map { number, lineup in
            Former(number: number, lineup: lineup, places: Self.places(of: lineup, in: current))
        }
        var held: [UInt32: Int] = [:]
        for number in lists.all { held[number] = lists.preferred(in: number).flatMap(current.place) }
        self.held = held
    }

    /// The current place of the server that an agent prefers by a former list; nil where the server has gone.
    func preferred(by agent: AgentID, _ told: ToldList) -> Int? {
        if let number = told.heldList { return held[number] }
        for index in former.indices where former[index].number == told.lineup {
            let place = AgentPlace(agent: agent, position: told.position)
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
