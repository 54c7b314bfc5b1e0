import Deadlines

/// An `auth_hmac` block as it stands in the file.
struct HMACDraft {
    let position: SourceOffset
    var keys: [(line: HMACKeyLine, position: SourceOffset)] = []
    var activeKey = Setting<UInt8>()
    var replayProtection = Setting<HMACLines.ReplayProtection>()
    var timeWindow = Setting<Int>()
    var mode = Setting<HMACLines.Mode>()
}

/// The keywords of `auth_hmac`.
enum HMACBlock {
    static let table = KeywordTable<HMACDraft>(.hmac) {
        Keyword("key", [.integer(1...255), .word("a secret")]) { statement, draft, context in
            context.refuseBlock(of: statement)
            guard let key = readKey(statement, &context) else { return }
            if let earlier = draft.keys.first(where: { $0.line.id == key.id }) {
                return context.error(
                    "key \(key.id) is already set at \(context.position(of: earlier.position))", at: statement.position)
            }
            draft.keys.append((key, statement.position))
        }
        Keyword.value("active_key", .integer(1...255), \.activeKey)
        Keyword.value("anti_replay", .oneOf(), \.replayProtection)
        Keyword.value("time_window", .integer(1...300), \.timeWindow)
        Keyword.value("mode", .oneOf(), \.mode)
    }

    private static func readKey(_ statement: Statement, _ context: inout ReadingContext) -> HMACKeyLine? {
        guard let id: UInt8 = context.required(.integer(1...255), at: 0, of: statement) else { return nil }
        guard statement.arguments.count == 2 else {
            context.error("after 'key' stand an id and a secret, in quotes where it has blanks", at: statement.position)
            return nil
        }
        let word = statement.arguments[1]
        let source: HMACSecret.Source
        if word.text.hasPrefix("file:") {
            let path = String(word.text.dropFirst(5))
            guard path.utf8.first == UInt8(ascii: "/"), !path.utf8.contains(0) else {
                context.error("'file:' needs an absolute path", at: word.position)
                return nil
            }
            source = .file(path)
        } else if let bytes = HMACSecret.bytes(of: word.text) {
            source = .bytes(bytes)
        } else {
            context.error(
                "a key has 32 to 64 bytes: as text, as 'hex:' and digits, or in a file as 'file:PATH'",
                at: word.position)
            return nil
        }
        return HMACKeyLine(
            id: id, secret: HMACSecret(source), position: context.position(of: statement.position))
    }
}
