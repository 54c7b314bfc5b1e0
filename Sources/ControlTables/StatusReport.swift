package import ControlMessages

extension StatusMessage: Report {
    package var showsTrouble: Bool { !healthy }

    package var text: String {
        let objects = [
            Spell.count(counts.vrrpInstances, "VRRP instance"), Spell.count(counts.virtualServices, "virtual service"),
            Spell.count(counts.realServers, "real server"), Spell.count(counts.checks, "check"),
            Spell.count(counts.managementGroups, "management group"), Spell.count(counts.agents, "agent"),
        ]
        var lines = [
            "swiftlvsd \(version.printable), up \(Spell.age(from: startedAt, to: asOf))",
            "configuration  \(configuration.file.printable), generation \(generation),"
                + " loaded \(Spell.time(configuration.loadedAt)), sha256 \(configuration.sha256.prefix(12))",
            "objects        \(objects.joined(separator: ", "))",
        ]
        guard !problems.isEmpty else {
            lines.append(healthy ? "health         nothing is wrong" : "health         NOT HEALTHY")
            return lines.joined(separator: "\n")
        }
        lines.append("health         NOT HEALTHY, \(Spell.count(problems.count, "problem"))")
        lines.append("")
        var table = Table([("FOR", .right), ("CODE", .left), ("WHERE", .left), ("WHAT", .left)])
        for problem in problems {
            table.add([
                Spell.age(from: problem.since, to: asOf), problem.code, problem.location ?? "-", problem.message,
            ])
        }
        return (lines + table.lines).joined(separator: "\n")
    }
}
