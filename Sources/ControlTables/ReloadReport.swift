package import ControlMessages

extension ReloadMessage: Report {
    package var showsTrouble: Bool { !applied || error != nil }

    package var text: String {
        var lines = diagnostics.flatMap(\.lines)
        lines += changes.map(\.line)
        if let error {
            lines.append("not applied: \(error.message.printable)")
        } else if !applied {
            lines.append("not applied; generation \(generation) stays")
        } else if changes.isEmpty {
            lines.append("nothing changed; generation \(generation) runs")
        } else {
            lines.append("\(Spell.count(changes.count, "change")); generation \(generation) runs")
        }
        return lines.joined(separator: "\n")
    }
}

extension DiagnosticEntry {
    /// The problem with its place, and what may mend it.
    var lines: [String] {
        let place = "\(file):\(line):\(column): \(severity.rawValue): \(message)".printable
        return [place] + (suggestion.map { ["  \($0.printable)"] } ?? [])
    }
}

extension ChangeEntry {
    fileprivate var line: String {
        let values =
            switch (before, after) {
            case (let before?, let after?): ": \(before) -> \(after)"
            case (let before?, nil) where action == .edit: ": no longer \(before)"
            case (let value?, nil), (nil, let value?): value.isEmpty ? "" : ": \(value)"
            case (nil, nil): ""
            }
        return "\(action.rawValue.padded(6)) \(kind)\(kind == name ? "" : " \(name)")\(values)".printable
    }
}
