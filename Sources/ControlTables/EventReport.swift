package import ControlMessages

extension EventMessage {
    /// One line without control characters: time, kind, name, what it was and is, and why.
    package var line: String {
        let padding = String(repeating: " ", count: max(0, Self.kindWidth - kind.rawValue.utf8.count))
        let change = [from, to].compactMap(\.self).joined(separator: " -> ")
        let what = change.isEmpty ? name : "\(name)  \(change)"
        return "\(Spell.time(at))  \(kind.rawValue)\(padding)  \("\(what)  \(reason)".printable)"
    }

    private static let kindWidth = EventKind.allCases.map(\.rawValue.utf8.count).max() ?? 0
}

extension DroppedMessage {
    package var line: String { "\(Spell.count(missed, "event")) missed: not kept any more" }
}
