/// What travels through the reading of a file: the problems found so far, and how strict to be.
struct ReadingContext {
    var problems: DiagnosticCollector
    /// Whether unknown keywords are warnings.
    let lenient: Bool
    var judgement = OutsideJudgement()
    /// The network namespace that the file names, once all of the file was read.
    var namespace: String?
    /// Whether the words that are read now may be secrets, which messages do not repeat.
    var hidesWords = false
    /// The keywords without effect that have had their warning.
    var warnedKeywords: Set<String> = []
    /// The places of the rules that name none.
    var rulePreferences = RulePreferences()
    /// The scripts that checks run, for the time when all of `global_defs` is known.
    var checkScripts: [(command: Command, position: SourceOffset)] = []
    /// The blocks that checks may follow: those above them.
    var trackFiles: [TrackFileDraft] = []
    /// The names of those that checks do follow.
    var checkedFiles: Set<String> = []

    mutating func error(_ message: String, at position: SourceOffset, suggestion: String? = nil) {
        problems.error(message, at: position, suggestion: suggestion)
    }

    mutating func warning(_ message: String, at position: SourceOffset) {
        problems.warning(message, at: position)
    }

    /// The line and the column of a place in the file.
    func position(of offset: SourceOffset) -> SourcePosition { problems.source.position(of: offset) }

    /// Reads a word as an argument of `keyword`, or says what is wrong with it.
    mutating func read<Value>(_ word: Word, as argument: Argument<Value>, of keyword: Word) -> Value? {
        read(word.text, at: word.position, as: argument, of: keyword)
    }

    /// Reads a text as an argument of `keyword`, or says what is wrong with it.
    mutating func read<Value>(
        _ text: String, at position: SourceOffset, as argument: Argument<Value>, of keyword: Word
    ) -> Value? {
        if let value = argument.read(text) { return value }
        var suggestion: String?
        if case .choice(let words) = argument.kind { suggestion = Suggestion.closest(to: text, among: words) }
        error(
            "'\(keyword.text)' takes \(argument.kind)" + (hidesWords ? "" : ", not '\(text)'"), at: position,
            suggestion: suggestion)
        return nil
    }

    /// The argument at `index`; says so where it is missing.
    mutating func required<Value>(_ argument: Argument<Value>, at index: Int, of statement: Statement) -> Value? {
        guard index < statement.arguments.count else {
            error("'\(statement.keyword.text)' needs \(argument.kind)", at: statement.position)
            return nil
        }
        return read(statement.arguments[index], as: argument, of: statement.keyword)
    }

    /// Keeps the one argument of a statement.
    mutating func take<Value>(
        _ argument: Argument<Value>, of statement: Statement, in setting: inout Setting<Value>
    ) {
        let value = required(argument, at: 0, of: statement)
        store(value, of: statement, in: &setting)
        refuseWords(after: 1, of: statement)
        refuseBlock(of: statement)
    }

    /// Says which words are too many for a keyword that reads `count`.
    mutating func refuseWords(after count: Int, of statement: Statement) {
        guard statement.arguments.count > count else { return }
        let words = statement.arguments[count...]
        let text = hidesWords ? "…" : words.map(\.text).joined(separator: " ")
        let name = statement.keyword.text
        var message =
            count == 0 ? "'\(name)' takes no value, but '\(text)' follows" : "'\(text)' is too much for '\(name)'"
        if count == 0, words.count == 1, Argument.boolean.read(text) == false {
            message += "; keepalived reads only '\(name)' and switches it on"
        }
        error(message, at: words.first?.position ?? statement.position)
    }

    /// Reads a part of the file whose words may be secrets.
    mutating func hidingWords(_ read: (inout ReadingContext) -> Void) {
        hidesWords = true
        read(&self)
        hidesWords = false
    }

    /// Says that a keyword has a block it does not take.
    mutating func refuseBlock(of statement: Statement) {
        guard let block = statement.block else { return }
        error("'\(statement.keyword.text)' takes no block; it is left out", at: block.position)
    }

    /// The block of a keyword that must have one.
    mutating func requiredBlock(of statement: Statement) -> Block? {
        if let block = statement.block { return block }
        error("'\(statement.keyword.text)' needs a block: '{' is missing", at: statement.position)
        return nil
    }

    /// Keeps a setting; one that was there before is replaced, and that is said.
    mutating func store<Value>(_ value: Value?, of statement: Statement, in setting: inout Setting<Value>) {
        if let earlier = setting.position {
            warning(
                "'\(statement.keyword.text)' is set again; the value at \(position(of: earlier)) is not used",
                at: statement.position)
        }
        setting = Setting(value, at: statement.position)
    }

    /// Keeps a setting unless it is there already: the first counts, and that is said.
    mutating func storeFirst<Value>(_ value: Value?, of statement: Statement, in setting: inout Setting<Value>) {
        guard let earlier = setting.position else {
            setting = Setting(value, at: statement.position)
            return
        }
        warning(
            "'\(statement.keyword.text)' is already set at \(position(of: earlier)); this one is left out",
            at: statement.position)
    }

    /// Says that a keyword or word is read and changes nothing.
    mutating func warnWithoutEffect(_ name: String, _ reason: String, at position: SourceOffset) {
        warning("'\(name)' has no effect in swiftlvsd: \(reason)", at: position)
    }
}
