/// The two scripts of a real or virtual server as they stand in the file.
struct UpDownDraft {
    var up = Setting<Command>()
    var down = Setting<Command>()
}

/// A block with such scripts.
protocol UpDownNotified: Sendable {
    /// One at most: most servers have none, and then it takes no room.
    var upDown: [UpDownDraft] { get set }
}

extension Keyword where Draft: UpDownNotified {
    /// `notify_up`, `notify_down`, `quorum_up` or `quorum_down`; set twice, the first counts.
    static func upDown(
        _ name: String, _ path: any WritableKeyPath<UpDownDraft, Setting<Command>> & Sendable
    ) -> Keyword {
        Keyword(name, [.command, .word("a user"), .word("a group")]) { statement, draft, context in
            let command = context.command(of: statement)
            if draft.upDown.isEmpty { draft.upDown.append(UpDownDraft()) }
            context.storeFirst(command, of: statement, in: &draft.upDown[0][keyPath: path])
        }
    }
}
