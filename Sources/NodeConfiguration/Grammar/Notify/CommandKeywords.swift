extension ReadingContext {
    /// Reads `"PROGRAM ARGUMENT …" [USER [[:]GROUP]]`; `takesUser`: the user may follow.
    mutating func command(of statement: Statement, takesUser: Bool = true) -> Command? {
        refuseBlock(of: statement)
        let name = statement.keyword.text
        guard let (written, position) = statement.arguments.written else {
            error("'\(name)' needs \(ArgumentKind.command)", at: statement.position)
            return nil
        }
        guard let (arguments, others) = split(written, at: position) else { return nil }
        guard let program = arguments.first, !program.isEmpty, !arguments.contains(where: { $0.contains(0) }) else {
            error("'\(name)' needs \(ArgumentKind.command)", at: position)
            return nil
        }
        guard takesUser || others.isEmpty else {
            refuse(words: others, after: name, at: position)
            return nil
        }
        guard let user = scriptUser(others, of: name, at: position) else { return nil }
        return Command(
            words: arguments.map { String(decoding: $0, as: UTF8.self) }, user: user.name, group: user.group,
            hasSupplementaryGroups: user.hasSupplementaryGroups, position: self.position(of: statement.position))
    }

    /// Reads `[USER [[:]GROUP]]`; nil where there are more words.
    private mutating func scriptUser(
        _ words: [String], of name: String, at position: SourceOffset
    ) -> (name: String?, group: String?, hasSupplementaryGroups: Bool)? {
        guard words.count <= 2 else {
            refuse(words: words, after: name, at: position)
            return nil
        }
        guard words.count == 2 else { return (words.first, nil, false) }
        let isList = words[1].hasPrefix(":")
        let group = isList ? String(words[1].dropFirst()) : words[1]
        return (words[0], group.isEmpty ? nil : group, isList)
    }

    private mutating func refuse(words: [String], after name: String, at position: SourceOffset) {
        error(
            "'\(words.joined(separator: " "))' is too much for '\(name)': "
                + "a command with its arguments stands in one pair of quotes", at: position)
    }

    /// The words of the command, and what stands behind it.
    private mutating func split(
        _ written: ArraySlice<UInt8>, at position: SourceOffset
    ) -> (arguments: [[UInt8]], others: [String])? {
        do {
            let words = try ScriptWords.words(of: written)
            let arguments = try ScriptWords.arguments(of: words.first ?? [])
            return (arguments, words.dropFirst().map { String(decoding: $0, as: UTF8.self) })
        } catch {
            switch error {
            case .openQuote: self.error("a quote in this command is not closed", at: position)
            case .trailingBackslash: self.error("this command ends with a backslash", at: position)
            }
            return nil
        }
    }

    /// Reads `USER [[:]GROUP]`.
    mutating func scriptUser(of statement: Statement, from index: Int = 0) -> ScriptUser? {
        refuseBlock(of: statement)
        refuseWords(after: index + 2, of: statement)
        guard let user: String = required(.word("a user"), at: index, of: statement) else { return nil }
        guard statement.arguments.count > index + 1 else { return ScriptUser(user: user) }
        let word = statement.arguments[index + 1].text
        let isList = word.hasPrefix(":")
        let group = isList ? String(word.dropFirst()) : word
        return ScriptUser(user: user, group: group.isEmpty ? nil : group, hasSupplementaryGroups: isList)
    }
}

extension Keyword {
    /// A keyword with a command; set twice, the first counts.
    static func command(_ name: String, _ path: Destination<Command>) -> Keyword {
        Keyword(name, [.command, .word("a user"), .word("a group")]) { statement, draft, context in
            let command = context.command(of: statement)
            context.storeFirst(command, of: statement, in: &draft[keyPath: path])
        }
    }
}
