/// A `track_file` block as it stands in the file.
struct TrackFileDraft {
    let name: Word
    var path = Setting<String>()
    var weight = Setting<Weight>()
    var initial = Setting<TrackFile.Initial>()
}

/// The keywords of `track_file`.
enum TrackFileBlock {
    static let table = KeywordTable<TrackFileDraft>(.trackFile) {
        Keyword.value("file", .absolutePath, \.path)
        Keyword.weight(most: 254, \.weight)
        Keyword("init_file", [.integer(Int(Int32.min)...Int(Int32.max)), .choice(["overwrite"])]) {
            statement, draft, context in
            context.refuseBlock(of: statement)
            context.store(readInitial(statement, &context), of: statement, in: &draft.initial)
        }
    }

    /// Reads `[VALUE] [overwrite]`.
    private static func readInitial(_ statement: Statement, _ context: inout ReadingContext) -> TrackFile.Initial? {
        let isBare = statement.arguments.isEmpty || statement.arguments[0].text == "overwrite"
        let place = isBare ? 0 : 1
        context.refuseWords(after: place + 1, of: statement)
        var value = 0
        if !isBare {
            let range = Int(Int32.min)...Int(Int32.max)
            guard let given: Int = context.required(.integer(range), at: 0, of: statement) else { return nil }
            value = given
        }
        guard statement.arguments.count > place else { return TrackFile.Initial(value: value, overwrites: false) }
        guard context.required(.choice(["overwrite"]), at: place, of: statement) != nil else { return nil }
        return TrackFile.Initial(value: value, overwrites: true)
    }
}

extension Argument<String> {
    static let absolutePath = Argument(.absolutePath) { text in
        text.utf8.first == UInt8(ascii: "/") && !text.utf8.contains(0) ? text : nil
    }
}
