import Deadlines

/// A `vrrp_script` block as it stands in the file.
struct TrackScriptDraft {
    let name: Word
    var script = Setting<Command>()
    var interval = Setting<Nanoseconds>()
    var timeout = Setting<Nanoseconds>()
    var weight = Setting<Weight>()
    var rise = Setting<Int>()
    var fall = Setting<Int>()
    var user = Setting<ScriptUser>()
}

/// The keywords of `vrrp_script`.
enum TrackScriptBlock {
    /// 0 stands for 1 s, as in keepalived.
    private static let time = Argument<Nanoseconds>.seconds(.zero ... .seconds(4_294))

    static let table = KeywordTable<TrackScriptDraft>(.trackScript) {
        Keyword("script", [.command]) { statement, draft, context in
            let command = context.command(of: statement, takesUser: false)
            context.storeFirst(command, of: statement, in: &draft.script)
        }
        Keyword.value("interval", time, \.interval)
        Keyword.value("timeout", time, \.timeout)
        Keyword.weight(most: TrackLineReader.mostWeight, \.weight)
        Keyword.nearest("rise", 1...2_147_483_647, \.rise)
        Keyword.nearest("fall", 1...2_147_483_647, \.fall)
        Keyword("user", [.word("a user"), .word("a group")]) { statement, draft, context in
            context.store(context.scriptUser(of: statement), of: statement, in: &draft.user)
        }
    }
}

extension Keyword {
    /// `weight N [reverse]`
    static func weight(most: Int, _ path: Destination<Weight>) -> Keyword {
        Keyword("weight", [.integer(-most...most), .choice(["reverse"])]) { statement, draft, context in
            let value: Int? = context.required(.integer(-most...most), at: 0, of: statement)
            var isReversed = false
            if statement.arguments.count > 1 {
                isReversed = context.required(.choice(["reverse"]), at: 1, of: statement) != nil
            }
            context.refuseWords(after: 2, of: statement)
            context.refuseBlock(of: statement)
            context.store(value.map { Weight($0, isReversed: isReversed) }, of: statement, in: &draft[keyPath: path])
        }
    }

    /// A block with a name: `KEYWORD NAME { … }`; nil where either is missing.
    static func named<Inner>(
        _ name: String, _ table: KeywordTable<Inner>, _ new: @escaping @Sendable (Word) -> Inner,
        append: @escaping @Sendable (Inner, inout Draft) -> Void
    ) -> Keyword where Inner: Sendable {
        Keyword(name, [.word("a name")]) { statement, draft, context in
            let isNamed = context.required(.word("a name"), at: 0, of: statement) != nil
            context.refuseWords(after: 1, of: statement)
            guard let block = context.requiredBlock(of: statement), isNamed, let word = statement.arguments.first
            else { return }
            var inner = new(word)
            table.read(block.statements, into: &inner, &context)
            append(inner, &draft)
        }
    }
}
