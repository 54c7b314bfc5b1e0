package import ControlMessages

extension VRRPListMessage: Report {
    package var showsTrouble: Bool { instances.contains(where: \.showsTrouble) }

    package var text: String {
        guard !instances.isEmpty else { return "no VRRP instances are configured" }
        var table = Table([
            ("INSTANCE", .left), ("STATE", .left), ("FOR", .right), ("PRIORITY", .left), ("VRID", .right),
            ("INTERFACE", .left), ("MASTER", .left), ("WHY", .left),
        ])
        for instance in instances {
            table.add([
                instance.name, instance.state.rawValue, Spell.age(from: instance.since, to: asOf),
                instance.priority.short, String(instance.virtualRouterID), instance.interface,
                instance.master.map { "\($0.address) (\($0.priority))" } ?? "-", instance.why,
            ])
        }
        return table.lines.joined(separator: "\n")
    }
}

extension VRRPInstanceEntry: StampedReport {
    package var showsTrouble: Bool { state == .fault }

    package func text(at asOf: Timestamp) -> String {
        let masterText = master.map {
            "\($0.address.printable), priority \($0.priority), advert every \(Spell.interval($0.advertInterval))"
        }
        var lines = [
            "\(name.printable) is \(state.rawValue) since \(Spell.time(since)), for \(Spell.age(from: since, to: asOf))",
            "why         \(why.printable)",
            "priority    \(priority.long.printable)",
            "router      VRID \(virtualRouterID) on \(interface.printable), VRRP version \(version), \(family.rawValue),"
                + " advert every \(Spell.interval(advertInterval))",
            "addresses   \(addresses.isEmpty ? "-" : addresses.joined(separator: ", ").printable)",
            "master      \(masterText ?? "none is heard")",
            "adverts     \(counters.advertsSent) sent, \(counters.advertsReceived) received,"
                + " \(counters.priorityZeroSent) sent and \(counters.priorityZeroReceived) received with priority 0",
            "elections   became master \(Spell.times(counters.becameMaster))",
            "discarded   \(discarded.printable)",
        ]
        guard !transitions.isEmpty else { return lines.joined(separator: "\n") }
        var table = Table([("AT", .left), ("FROM", .left), ("TO", .left), ("WHY", .left)])
        for transition in transitions {
            table.add([
                Spell.time(transition.at), transition.from.rawValue, transition.to.rawValue, transition.reason,
            ])
        }
        lines.append("")
        return (lines + table.lines).joined(separator: "\n")
    }

    /// The operator's wish, or the reason of the last change of state.
    fileprivate var why: String {
        released ? "released by the operator" : transitions.last?.reason ?? "-"
    }

    private var discarded: String {
        let reasons = counters.discarded.filter { $0.value > 0 }.sorted { $0.key < $1.key }
        return reasons.isEmpty ? "none" : reasons.map { "\($0.value) for \($0.key)" }.joined(separator: ", ")
    }
}

extension PriorityEntry {
    /// `100`, or `80 of 100` where something changed it.
    fileprivate var short: String {
        effective == base ? String(base) : "\(effective) of \(base)"
    }

    fileprivate var long: String {
        reasons.isEmpty ? short : "\(short): \(reasons.joined(separator: ", "))"
    }
}
