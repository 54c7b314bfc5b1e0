package import ControlMessages

extension BalanceEntry: StampedReport {
    package var showsTrouble: Bool { false }

    package func text(at asOf: Timestamp) -> String {
        var table = Table([
            ("SERVER", .left), ("PREFERRED BY", .right), ("IDEAL", .right), ("CONNECTED", .right),
            ("MOVED BY ITS REMOVAL", .right),
        ])
        for server in servers {
            table.add([
                Spell.endpoint(server.address, server.port), String(server.preferredBy), Spell.tenths(server.ideal),
                String(server.connected), String(server.movedByRemoval),
            ])
        }
        let lines = [
            "\(group.printable): \(algorithm.printable), \(Spell.count(agents, "agent")), spread \(spread)",
            "waiting for their turn to move   \(waitingMoves)",
            "moved by one more server         \(movedByAddition)",
        ]
        return (lines + table.lines).joined(separator: "\n")
    }
}
