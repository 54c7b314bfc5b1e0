/// One of the three FIFOs with its script.
struct FIFODraft {
    var pipe = Setting<(path: String, user: ScriptUser?)>()
    var script = Setting<Command>()
}

extension Keyword {
    /// `PREFIX_fifo PATH [USER [GROUP]]` and `PREFIX_fifo_script COMMAND [USER [:GROUP]]`.
    static func fifo(
        _ name: String, _ path: any WritableKeyPath<Draft, FIFODraft> & Sendable
    ) -> [Keyword] {
        [
            Keyword(name, [.absolutePath, .word("a user"), .word("a group")]) { statement, draft, context in
                let given: String? = context.required(.absolutePath, at: 0, of: statement)
                let user = statement.arguments.count > 1 ? context.scriptUser(of: statement, from: 1) : nil
                context.refuseBlock(of: statement)
                context.storeFirst(given.map { ($0, user) }, of: statement, in: &draft[keyPath: path].pipe)
            },
            Keyword("\(name)_script", [.command, .word("a user"), .word("a group")]) { statement, draft, context in
                let command = context.command(of: statement)
                context.storeFirst(command, of: statement, in: &draft[keyPath: path].script)
            },
        ]
    }
}
