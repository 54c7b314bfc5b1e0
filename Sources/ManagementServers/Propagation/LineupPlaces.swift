/// Former line-ups of a group beside the one that counts: where the server that an agent preferred stands now.
struct LineupPlaces {
    private let former: [UInt32: (lineup: ServerLineup, places: [Int?])]

    init(_ lineups: [(number: UInt32, lineup: ServerLineup)], in current: ServerLineup) {
        var former: [UInt32: (lineup: ServerLineup, places: [Int?])] = [:]
        for (number, lineup) in lineups { former[number] = (lineup, Self.places(of: lineup, in: current)) }
        self.former = former
    }

    /// The current place of the server that an agent prefers while it waits; nil where the server has gone.
    func preferred(by agent: AgentID, at move: WaitingMove) -> Int? {
        guard let (lineup, places) = former[move.lineup] else { return nil }
        return lineup.first(for: AgentPlace(agent: agent, position: Int(move.position))).flatMap { places[$0] }
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
