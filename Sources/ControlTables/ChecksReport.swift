package import ControlMessages

extension CheckListMessage: Report {
    package var showsTrouble: Bool { checks.contains { $0.state == .down } }

    package var text: String {
        guard !checks.isEmpty else { return "no checks are configured" }
        var table = Table([
            ("SERVICE", .left), ("REAL SERVER", .left), ("CHECK", .left), ("STATE", .left), ("LAST", .right),
            ("TOOK", .right), ("FAILED", .left), ("NEXT", .right), ("RESULT", .left),
        ])
        for check in checks {
            table.add([
                check.service, check.realServer, check.name, check.state.rawValue,
                check.last.map { "\(Spell.age(from: $0.at, to: asOf)) ago" } ?? "never",
                check.last.map { Spell.duration($0.duration) } ?? "-",
                check.attempt == 0 ? "-" : "\(check.attempt) of \(check.retries + 1)",
                check.nextAt.map { "in \(Spell.age(from: asOf, to: $0))" } ?? "running",
                check.last?.result ?? "",
            ])
        }
        return table.lines.joined(separator: "\n")
    }
}

extension CheckEntry {
    /// The type, and the target where it is not the real server itself.
    fileprivate var name: String {
        target == realServer ? type : "\(type) to \(target)"
    }
}
