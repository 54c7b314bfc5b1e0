/// The agents that keep their old list until their turn to move comes: how many, and the line-ups that their lists came
/// from, each kept as long as an agent needs it.
struct WaitingMoves: Sendable {
    private var lineups: [UInt32: (lineup: ServerLineup, agents: Int)] = [:]
    private var lastNumber: UInt32 = 0
    private(set) var count = 0

    func lineup(of move: WaitingMove) -> ServerLineup? {
        lineups[move.lineup]?.lineup
    }

    /// Line-ups that agents' lists came from, by number.
    var numbers: [UInt32] { lineups.keys.sorted() }

    func lineup(numbered number: UInt32) -> ServerLineup? { lineups[number]?.lineup }

    /// A number for a line-up that agents may have to wait with; give it back with `settle()` where none did.
    mutating func number(_ lineup: ServerLineup) -> UInt32 {
        if let known = lineups.filter({ $0.value.lineup.orders(like: lineup) }).keys.min() { return known }
        repeat { lastNumber = lastNumber == .max ? 1 : lastNumber + 1 } while lineups[lastNumber] != nil
        lineups[lastNumber] = (lineup, 0)
        return lastNumber
    }

    /// Notes that an agent's move changed.
    mutating func replace(_ old: WaitingMove, with new: WaitingMove) {
        guard old.lineup != new.lineup else { return }
        if old != .none {
            lineups[old.lineup]?.agents -= 1
            count -= 1
        }
        if new != .none {
            lineups[new.lineup]?.agents += 1
            count += 1
        }
    }

    /// Forgets line-ups that nobody waits with.
    mutating func settle() {
        lineups = lineups.filter { $0.value.agents > 0 }
    }
}

extension WaitingMoves {
    /// Counts anew after agents were taken away.
    mutating func recount(_ agents: AgentTable) {
        var waiting: [UInt32: Int] = [:]
        guard count > 0 else { return }
        agents.forEach { record, _ in
            if record.waiting != .none { waiting[record.waiting.lineup, default: 0] += 1 }
        }
        count = waiting.values.reduce(0, +)
        for number in lineups.keys.sorted() { lineups[number]?.agents = waiting[number] ?? 0 }
        settle()
    }
}
