/// What became of the combinations, as a table.
package struct InteropMatrix: Sendable {
    private let failures: [InteropCell: String]

    /// - Parameter failures: what went wrong, for those that did not work.
    package init(failures: [InteropCell: String] = [:]) {
        self.failures = failures
    }

    /// A table in Markdown: a row for each feature, two columns for each peer.
    package var text: String {
        let columns = InteropCell.Peer.allCases.flatMap { peer in InteropCell.Role.allCases.map { (peer, $0) } }
        var lines = [
            row("", columns.map { "\($0.rawValue), swiftlvsd \($1.rawValue)" }),
            row("---", columns.map { _ in "---" }),
        ]
        for feature in InteropCell.Feature.allCases {
            let cells = columns.map { InteropCell(peer: $0, feature: feature, role: $1) }
            lines.append(row(feature.rawValue, cells.map(word)))
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func word(_ cell: InteropCell) -> String {
        if cell.inapplicable != nil { return "n/a" }
        return failures[cell] == nil ? "yes" : "**no**"
    }

    private func row(_ first: String, _ rest: [String]) -> String {
        "| " + ([first] + rest).joined(separator: " | ") + " |"
    }
}
