/// A `KEEP_OPEN` block as it stands in the file.
struct KeepOpenDraft {
    var retry = Setting<Int>()
    var mostFastRemovals = Setting<Int>()
}

/// The keywords of `KEEP_OPEN`.
enum KeepOpenBlock {
    static let table = KeywordTable<KeepOpenDraft>(.keepOpen) {
        Keyword.value("retry", .integer(0...2_147_483_647), \.retry)
        Keyword.value("max_fast_removals", .integer(1...2_147_483_647), \.mostFastRemovals)
    }

    /// In every check over TCP.
    static let keyword = Keyword<CheckDraft>("KEEP_OPEN") { statement, draft, context in
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return }
        var keepOpen = KeepOpenDraft()
        table.read(block.statements, into: &keepOpen, &context)
        context.store(keepOpen, of: statement, in: &draft.keepOpen)
    }
}
