package import ControlMessages

extension GroupListMessage: Report {
    package var showsTrouble: Bool { groups.contains(where: \.showsTrouble) }

    package var text: String {
        guard !groups.isEmpty else { return "no management-server groups are configured" }
        var table = Table([
            ("GROUP", .left), ("ALGORITHM", .left), ("CHECK INTERVAL", .right), ("AGENTS", .right), ("SERVERS", .left),
        ])
        for group in groups {
            table.add([
                group.name, group.algorithm, Spell.interval(group.checkInterval), String(group.agents),
                group.servers.map(\.endpoint).joined(separator: ", "),
            ])
        }
        return table.lines.joined(separator: "\n")
    }
}

extension GroupEntry: StampedReport {
    package var showsTrouble: Bool { servers.contains { $0.health == .down } }

    package func text(at asOf: Timestamp) -> String {
        var table = Table([
            ("SERVER", .left), ("WEIGHT", .right), ("HEALTH", .left), ("DRAINING", .left), ("PREFERRED BY", .right),
            ("CONNECTED", .right),
        ])
        for server in servers {
            table.add([
                server.endpoint, String(server.weight), server.health == .none ? "-" : server.health.rawValue,
                server.isDraining ? "yes" : "-", String(server.preferredBy), String(server.connected),
            ])
        }
        let headline =
            "\(name.printable): \(algorithm.printable), check interval \(Spell.interval(checkInterval)),"
            + " \(Spell.count(agents, "agent"))"
        let waiting = waitingMoves == 0 ? [] : ["\(Spell.count(waitingMoves, "agent")) wait for their turn to move"]
        let learning = isLearning ? ["not all agents are known yet: each keeps its list"] : []
        return ([headline] + waiting + learning + table.lines).joined(separator: "\n")
    }
}

extension AgentListMessage: Report {
    package var showsTrouble: Bool { false }

    package var text: String {
        guard !agents.isEmpty else { return "no agents are known" }
        var table = Table([
            ("AGENT", .left), ("ZONE", .left), ("CLUSTER", .left), ("UP TO DATE", .left), ("SERVERS", .left),
        ])
        for agent in agents {
            table.add([
                agent.agent, agent.zone ?? "-", agent.cluster ?? "-", agent.upToDateText,
                agent.servers.joined(separator: ", "),
            ])
        }
        return table.lines.joined(separator: "\n")
    }
}

extension AgentEntry: StampedReport {
    package var showsTrouble: Bool { false }

    package func text(at asOf: Timestamp) -> String {
        [
            "agent \(agent.printable) of \(group.printable)\(isKnown ? "" : ", not known: as if appended last")",
            "servers         \(servers.isEmpty ? "-" : servers.joined(separator: ", ").printable)",
            "avoid           \(avoid.isEmpty ? "-" : avoid.joined(separator: ", ").printable)",
            "algorithm       \(algorithm.printable)",
            "check interval  \(Spell.interval(checkInterval))",
            "zone            \((zone ?? "-").printable)",
            "cluster         \((cluster ?? "-").printable)",
            "up to date      \(upToDateText)",
            "version         \(version.printable)",
        ].joined(separator: "\n")
    }

    fileprivate var upToDateText: String {
        switch isUpToDate {
        case true: "yes"
        case false: "no"
        default: "not said"
        }
    }
}

extension ManagementServerEntry {
    fileprivate var endpoint: String {
        Spell.endpoint(address, port)
    }
}
