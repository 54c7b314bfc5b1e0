/// `SMTP_CHECK`, `DNS_CHECK`, `UDP_CHECK` and `PING_CHECK`.
enum ConversationCheckBlocks {
    static let smtp = KeywordTable<CheckDraft>(.smtpCheck) {
        CheckBlocks.connection
        KeepOpenBlock.keyword
        Keyword.value("helo_name", .word("a host name"), \.heloName)
    }

    static let dns = KeywordTable<CheckDraft>(.dnsCheck) {
        CheckBlocks.connection
        Keyword.value("type", recordType, \.recordType)
        Keyword.value("name", domainName, \.domainName)
    }

    static let udp = KeywordTable<CheckDraft>(.udpCheck) {
        CheckBlocks.connection
        Keyword("payload", [payload]) { statement, draft, context in
            context.refuseBlock(of: statement)
            if let pattern = readHex(statement, payload, allowsAny: false, &context) {
                draft.payload = Setting(pattern, at: statement.position)
            }
        }
        Keyword("require_reply", [reply]) { statement, draft, context in
            context.refuseBlock(of: statement)
            draft.requiresReply = Setting(true, at: statement.position)
            guard !statement.arguments.isEmpty else { return }
            if let pattern = readHex(statement, reply, allowsAny: true, &context) {
                draft.reply = Setting(pattern, at: statement.position)
            }
        }
        Keyword.value("min_reply_length", .integer(0...65_535), \.leastReply)
        Keyword.value("max_reply_length", .integer(0...65_535), \.mostReply)
    }

    static let ping = KeywordTable<CheckDraft>(.pingCheck) { CheckBlocks.connection }

    private static let recordType = Argument<DNSCheckSettings.RecordType>(
        .choice(DNSCheckSettings.RecordType.allCases.map(\.rawValue))
    ) { DNSCheckSettings.RecordType(rawValue: $0.uppercased()) }

    private static let domainName = Argument<String>(.word("a domain's name, or . for the root")) { text in
        let name = text.hasSuffix(".") ? text.dropLast() : text[...]
        let labels = name.utf8.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        let isRight = name.utf8.count <= 253 && labels.allSatisfy { (1...63).contains($0.count) }
        return text == "." || isRight ? text : nil
    }

    private static let payload = ArgumentKind.word("bytes as hexadecimal digits")
    private static let reply = ArgumentKind.word("bytes as hexadecimal digits, x for any digit")

    private static func readHex(
        _ statement: Statement, _ kind: ArgumentKind, allowsAny: Bool, _ context: inout ReadingContext
    ) -> HexPattern? {
        let words = statement.arguments.map(\.text)
        if words.isEmpty {
            context.error("'\(statement.keyword.text)' needs \(kind)", at: statement.position)
            return nil
        }
        guard let pattern = HexPattern(words, allowsAny: allowsAny), pattern.values.count <= 65_507 else {
            context.error(
                "'\(statement.keyword.text)' takes \(kind), not '\(words.joined(separator: " "))'",
                at: statement.arguments[0].position)
            return nil
        }
        return pattern
    }
}
