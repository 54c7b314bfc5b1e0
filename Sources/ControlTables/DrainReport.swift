package import ControlMessages

extension DrainEntry: StampedReport {
    package var showsTrouble: Bool { false }

    package func text(at asOf: Timestamp) -> String {
        let state = isDraining ? "drains" : "is in service"
        return "\(server.printable) of \(group.printable) \(state): preferred by \(Spell.count(preferredBy, "agent")),"
            + " \(connected) connected, \(waitingMoves) waiting for their turn to move"
    }

    /// How far the drain is, as a bar: `[########............] 40 of 100 agents moved, 12 connected`.
    package func progressLine(from start: Int) -> String {
        let total = max(start, preferredBy, 1)
        let moved = total - preferredBy
        let width = 30
        let filled = moved * width / total
        let bar = String(repeating: "#", count: filled) + String(repeating: ".", count: width - filled)
        return "[\(bar)] \(moved) of \(Spell.count(total, "agent")) moved, \(connected) connected"
    }
}
