/// An `authentication` block as it stands in the file.
struct AuthenticationDraft {
    enum Kind: String, CaseIterable {
        case password = "PASS"
        case header = "AH"
    }

    var kind = Setting<Kind>()
    var password = Setting<String>()
}

/// The keywords of `authentication`.
enum AuthenticationBlock {
    static let table = KeywordTable<AuthenticationDraft>(.authentication) {
        Keyword.value("auth_type", .oneOf(), \.kind)
        Keyword("auth_pass", [.word("a password")]) { statement, draft, context in
            let password = context.required(.word("a password"), at: 0, of: statement)
            context.store(password, of: statement, in: &draft.password)
            context.refuseBlock(of: statement)
            if statement.arguments.count > 1 {
                context.error(
                    "'auth_pass' takes one word: put a password with blanks in quotes",
                    at: statement.arguments[1].position)
            }
        }
    }
}
