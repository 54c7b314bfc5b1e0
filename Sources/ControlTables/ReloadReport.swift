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
    fileprivate var lines: [String] {
        let place = "\(file):\(line):\(column): \(severity.rawValue): \(message)".printable
        return [place] + (suggestion.map { ["  \($0.printable)"] } ?? [])
    }
}

extension ChangeEntry {
    fileprivate var line: String {
        let values =
            switch (before, after) {
            case (let before?, let after?): ": \(before) -> \(after)"
            case (let value?, nil), (nil, let value?): ": \(value)"
            case (nil, nil): ""
            }
        return "\(action.rawValue.padded(6)) \(kind) \(name)\(values)".printable
    }
}
