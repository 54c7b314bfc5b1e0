extension Keyword {
    /// `NAT`, `DR` or `TUN [type {ipip|gue port N|gre} [nocsum|csum|remcsum]]`.
    static func forwarding(_ name: String, _ path: Destination<Forwarding>) -> Keyword {
        Keyword(name, [ForwardingWords.method.kind, .tunnelOptions]) { statement, draft, context in
            context.store(ForwardingWords.read(statement, &context), of: statement, in: &draft[keyPath: path])
            context.refuseBlock(of: statement)
        }
    }
}

/// Reads what stands behind `lvs_method`: the method, then in any order what packets of a tunnel are wrapped in.
private struct ForwardingWords {
    enum Kind: String, CaseIterable {
        case ipip
        case gue
        case gre
    }

    static let method = Argument<String>.choice(["NAT", "DR", "TUN"])
    private static let port = Argument<UInt16>.integer(1...65_535)

    private var kind = Setting<Kind>()
    private var port = Setting<UInt16>()
    private var checksum = Setting<Forwarding.Checksum>()

    /// Nil where there is an error.
    static func read(_ statement: Statement, _ context: inout ReadingContext) -> Forwarding? {
        switch context.required(method, at: 0, of: statement) {
        case "NAT":
            context.refuseWords(after: 1, of: statement)
            return .nat
        case "DR":
            context.refuseWords(after: 1, of: statement)
            return .direct
        case "TUN":
            var words = ForwardingWords()
            guard words.readOptions(of: statement, &context) else { return nil }
            return words.tunnel(statement, &context).map { .tunnel($0) }
        default:
            context.refuseWords(after: 1, of: statement)
            return nil
        }
    }

    /// False where there is an error.
    private mutating func readOptions(of statement: Statement, _ context: inout ReadingContext) -> Bool {
        var words = Array(statement.arguments.dropFirst())[...]
        while let option = words.popFirst() {
            switch option.text {
            case "type":
                guard let value = Self.value(.oneOf(Kind.self), of: option, &words, &context) else { return false }
                kind = Setting(value, at: option.position)
            case "port":
                guard let value = Self.value(Self.port, of: option, &words, &context) else { return false }
                port = Setting(value, at: option.position)
            default:
                guard let value = Forwarding.Checksum(rawValue: option.text) else {
                    context.error(
                        "'\(statement.keyword.text) TUN' takes \(ArgumentKind.tunnelOptions), not '\(option.text)'",
                        at: option.position)
                    return false
                }
                if let other = checksum.value, other != value {
                    context.error(
                        "'\(other.rawValue)' and '\(value.rawValue)' contradict each other", at: option.position)
                    return false
                }
                checksum = Setting(value, at: option.position)
            }
        }
        return true
    }

    private static func value<Value>(
        _ argument: Argument<Value>, of option: Word, _ words: inout ArraySlice<Word>, _ context: inout ReadingContext
    ) -> Value? {
        guard let word = words.popFirst() else {
            context.error("'\(option.text)' needs \(argument.kind)", at: option.position)
            return nil
        }
        return context.read(word, as: argument, of: option)
    }

    /// The tunnel that the options describe; nil where they do not go together.
    private func tunnel(_ statement: Statement, _ context: inout ReadingContext) -> Forwarding.Tunnel? {
        let kind = kind.value ?? .ipip
        if kind != .gue, let position = port.position {
            context.error("only 'type gue' has a port", at: position)
            return nil
        }
        switch (kind, checksum.value ?? .none) {
        case (.ipip, .none): return .ipip
        case (.gre, let checksum) where checksum != .remote: return .gre(checksum)
        case (.gue, let checksum):
            if let port = port.value { return .gue(port: port, checksum) }
            context.error(
                "'type gue' needs 'port' and a number from 1 to 65535", at: self.kind.position ?? statement.position)
        case (.ipip, let checksum), (.gre, let checksum):
            context.error(
                "'type \(kind.rawValue)' has no '\(checksum.rawValue)'",
                at: self.checksum.position ?? statement.position)
        }
        return nil
    }
}
