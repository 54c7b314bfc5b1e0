import ManagementServers

/// A registration as a row of the table.
///
/// A list's servers are joined with commas, labels are lines with a tab behind the name. Neither occurs within:
/// registrations with such texts are refused before they come here.
enum AgentRow {
    static func values(of agent: StoredAgent) -> [Statement.Value] {
        let report = agent.report
        let labels = report.labels.sorted { $0.key < $1.key }.map { "\($0.key)\t\($0.value)\n" }.joined()
        return [
            .text(agent.group), .text(report.id.description), .text(report.zone), .text(report.cluster),
            .text(report.address), .text(labels), .text(report.held?.servers.joined(separator: ",")),
            .text(report.held?.algorithm), .text(report.connectedTo), .number(agent.seenAt),
        ]
    }

    /// Nil where the row has no id that could have registered.
    static func read(_ statement: Statement) -> StoredAgent? {
        guard let group = statement.text(at: 0), let id = statement.text(at: 1).flatMap({ AgentID($0) }) else {
            return nil
        }
        let servers = statement.text(at: 6)
        let held = servers.map { servers in
            HeldList(servers: servers.split(separator: ",").map(String.init), algorithm: statement.text(at: 7))
        }
        let report = AgentReport(
            id: id, zone: statement.text(at: 2), cluster: statement.text(at: 3), address: statement.text(at: 4),
            labels: labels(statement.text(at: 5) ?? ""), held: held, connectedTo: statement.text(at: 8))
        return StoredAgent(group: group, report: report, seenAt: statement.number(at: 9))
    }

    private static func labels(_ text: String) -> [String: String] {
        var labels: [String: String] = [:]
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { labels[String(parts[0])] = String(parts[1]) }
        }
        return labels
    }
}
