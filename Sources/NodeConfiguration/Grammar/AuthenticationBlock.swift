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
        Keyword.value("auth_pass", .word("a password"), \.password)
    }
}
