import Deadlines

/// The statements of a block that is being put together.
struct StatementList {
    let showsSecrets: Bool
    private(set) var statements: [ConfigurationStatement] = []

    init(showsSecrets: Bool) {
        self.showsSecrets = showsSecrets
    }

    /// A line of words.
    mutating func line(_ words: [String]) {
        statements.append(ConfigurationStatement(words: words))
    }

    /// A keyword with a value; nothing where there is none.
    mutating func add(_ keyword: String, _ value: (some CustomStringConvertible)?) {
        if let value { line([keyword, value.description]) }
    }

    /// A time in seconds.
    mutating func add(_ keyword: String, _ time: Nanoseconds?) {
        if let time { line([keyword, time.inSeconds]) }
    }

    /// keepalived's BOOL.
    mutating func add(_ keyword: String, _ value: Bool?) {
        if let value { line([keyword, value ? "on" : "off"]) }
    }

    /// A bare keyword.
    mutating func flag(_ keyword: String, _ isSet: Bool) {
        if isSet { line([keyword]) }
    }

    /// A command with its user; nothing where there is none.
    mutating func add(_ keyword: String, _ command: Command?) {
        guard let command else { return }
        line([keyword, CommandText.text(of: command.words)] + command.userWords)
    }

    /// A line whose last word is for those alone who may see it.
    mutating func add(_ words: [String], secret: String) {
        statements.append(ConfigurationStatement(words: words + [showsSecrets ? secret : nil]))
    }

    /// A keyword with its arguments and a block.
    mutating func block(_ words: String..., content: (inout StatementList) -> Void) {
        block(words, content: content)
    }

    mutating func block(_ words: [String], content: (inout StatementList) -> Void) {
        var inner = StatementList(showsSecrets: showsSecrets)
        content(&inner)
        statements.append(ConfigurationStatement(words: words, block: inner.statements))
    }

    /// A block of lines; nothing where there are none.
    mutating func lines(_ keyword: String, _ lines: [[String]]) {
        guard !lines.isEmpty else { return }
        block(keyword) { block in
            for line in lines { block.line(line) }
        }
    }
}

extension Nanoseconds {
    /// The number alone, as files have it: `0.5`.
    var inSeconds: String { String(description.dropLast(2)) }
}

extension Command {
    /// `USER [[:]GROUP]`
    var userWords: [String] { ScriptUser.words(user, group, hasSupplementaryGroups) }
}

extension ScriptUser {
    /// `USER [[:]GROUP]`
    var words: [String] { Self.words(user, group, hasSupplementaryGroups) }

    fileprivate static func words(_ user: String?, _ group: String?, _ hasSupplementaryGroups: Bool) -> [String] {
        guard let user else { return [] }
        if hasSupplementaryGroups { return [user, ":" + (group ?? "")] }
        return [user] + (group.map { [$0] } ?? [])
    }
}
