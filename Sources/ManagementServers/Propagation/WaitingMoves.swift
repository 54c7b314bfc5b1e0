/// The agents that keep their old list until their turn to move comes: how many, and what their lists came from, each
/// kept as long as an agent needs it.
struct WaitingMoves: Sendable {
    private var lineups: [UInt32: (lineup: ServerLineup, agents: Int)] = [:]
    private var lastNumber: UInt32 = 0
    private(set) var lists = HeldLists()
    private(set) var count = 0

    func lineup(of told: ToldList) -> ServerLineup? {
        lineups[told.lineup]?.lineup
    }

    /// Line-ups that agents' lists came from, by number.
    var formerLineups: [(number: UInt32, lineup: ServerLineup)] {
        lineups.map { ($0.key, $0.value.lineup) }.sorted { $0.0 < $1.0 }
    }

    /// A number for a line-up that agents may have to wait with; give it back with `settle()` where none did.
    mutating func number(_ lineup: ServerLineup) -> UInt32 {
        if let known = lineups.filter({ $0.value.lineup.orders(like: lineup) }).keys.min() { return known }
        // The highest is no line-up's.
        repeat { lastNumber = lastNumber >= .max - 1 ? 1 : lastNumber + 1 } while lineups[lastNumber] != nil
        lineups[lastNumber] = (lineup, 0)
        return lastNumber
    }

    /// A list that an agent holds, for it to keep: taken once more.
    mutating func keep(_ list: HeldList) -> ToldList {
        ToldList(heldList: lists.take(list))
    }

    /// Notes that an agent's list was replaced by one of another origin.
    mutating func replace(_ old: ToldList, with new: ToldList) {
        if old.isKept {
            lineups[old.lineup]?.agents -= 1
            if let number = old.heldList { lists.giveBack(number) }
            count -= 1
        }
        if new.isKept {
            lineups[new.lineup]?.agents += 1
            count += 1
        }
    }

    /// Forgets line-ups that nobody waits with.
    mutating func settle() {
        guard lineups.values.contains(where: { $0.agents == 0 }) else { return }
        lineups = lineups.filter { $0.value.agents > 0 }
    }
}
