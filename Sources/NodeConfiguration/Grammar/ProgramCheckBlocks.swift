/// `MISC_CHECK` and `FILE_CHECK`: the checks that connect to nothing.
enum ProgramCheckBlocks {
    static let misc = KeywordTable<CheckDraft>(.miscCheck) {
        Keyword("misc_path", [.command, .word("a user"), .word("a group")]) { statement, draft, context in
            let command = context.command(of: statement)
            context.storeFirst(command, of: statement, in: &draft.script)
        }
        Keyword.value("misc_timeout", .integer(0...4_294), \.scriptTimeout)
        Keyword.flag("misc_dynamic", \.isDynamic)
        Keyword("user", [.word("a user"), .word("a group")]) { statement, draft, context in
            context.store(context.scriptUser(of: statement), of: statement, in: &draft.scriptUser)
        }
        Keyword.boolean("log_all_failures", \.logsAllFailures)
        Keyword.boolean("alpha", \.timing.alpha)
        Keyword.schedule(leastRetry: 0)
    }

    static let file = KeywordTable<CheckDraft>(.fileCheck) {
        Keyword("track_file", [.word("the name of a track_file")]) { statement, draft, context in
            let isNamed = context.required(.word("the name of a track_file"), at: 0, of: statement) != nil
            context.refuseWords(after: 1, of: statement)
            context.refuseBlock(of: statement)
            context.store(isNamed ? statement.arguments.first : nil, of: statement, in: &draft.trackFile)
        }
        Keyword("weight", [.integer(-mostWeight...mostWeight), .choice(["reverse", "noreverse"])]) {
            statement, draft, context in
            let value: Int? = context.required(.integer(-mostWeight...mostWeight), at: 0, of: statement)
            var isReversed = false
            if statement.arguments.count > 1 {
                isReversed = context.required(.choice(["reverse", "noreverse"]), at: 1, of: statement) == "reverse"
            }
            context.refuseWords(after: 2, of: statement)
            context.refuseBlock(of: statement)
            context.store(value.map { Weight($0, isReversed: isReversed) }, of: statement, in: &draft.fileWeight)
        }
    }

    private static let mostWeight = 2_147_483_647
}
