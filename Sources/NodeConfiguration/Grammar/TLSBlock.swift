/// An `SSL` block as it stands in the file.
struct TLSDraft: Sendable {
    let position: SourceOffset
    var authorityFile = Setting<String>()
    var certificateFile = Setting<String>()
    var keyFile = Setting<String>()
    var password = Setting<String>()
}

/// The keywords of `SSL`.
enum TLSBlock {
    static let table = KeywordTable<TLSDraft>(.tls) {
        Keyword.value("ca", .filePath(standardName: "checks-ca.pem"), \.authorityFile)
        Keyword.value("certificate", .filePath(standardName: "checks.pem"), \.certificateFile)
        Keyword.value("key", .filePath(standardName: "checks.key"), \.keyFile)
        Keyword.value("password", .word("a password"), \.password)
    }

    static func read(_ statement: Statement, _ context: inout ReadingContext) -> TLSDraft? {
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return nil }
        var draft = TLSDraft(position: statement.position)
        context.hidingWords { table.read(block.statements, into: &draft, &$0) }
        return draft
    }
}
