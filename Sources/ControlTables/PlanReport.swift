package import ControlMessages

/// The answer of `POST /v1/plan` as text, in the manner of a diff.
package struct PlanReport: Report {
    private let message: ReloadMessage

    package init(_ message: ReloadMessage) {
        self.message = message
    }

    package var showsTrouble: Bool { message.error != nil }

    package var text: String {
        var lines = message.diagnostics.flatMap(\.lines)
        lines += message.changes.flatMap(\.planLines)
        lines += (message.effects ?? []).map { "! \($0.kind) \($0.name): \($0.effect)".printable }
        lines.append(ending)
        return lines.joined(separator: "\n")
    }

    private var ending: String {
        if let error = message.error { return "would not be reloaded: \(error.message.printable)" }
        guard !message.changes.isEmpty else { return "nothing would change; generation \(message.generation) runs" }
        func count(_ actions: ChangeAction...) -> Int { message.changes.count { actions.contains($0.action) } }
        let parts = [(count(.add), "to add"), (count(.edit), "to edit"), (count(.remove, .drain), "to remove")]
        let counts = parts.filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }.joined(separator: ", ")
        return "\(counts); nothing is changed yet, generation \(message.generation) runs"
    }
}

extension ChangeEntry {
    fileprivate var planLines: [String] {
        let (sign, note) =
            switch action {
            case .add: ("+", "")
            case .edit: ("~", "")
            case .remove: ("-", "")
            case .drain: ("-", " (drains)")
            }
        let head = "\(sign) \(kind)\(kind == name ? "" : " \(name)")\(note)"
        let values =
            action == .edit
            ? [before.map { "    - \($0)" }, after.map { "    + \($0)" }].compactMap(\.self)
            : [(before ?? after).flatMap { $0.isEmpty ? nil : "    \($0)" }].compactMap(\.self)
        return ([head] + values).map(\.printable)
    }
}
