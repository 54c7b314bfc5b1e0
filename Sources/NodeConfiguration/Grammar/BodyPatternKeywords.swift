/// `regex` and its keywords as they stand in a `url` block.
struct BodyPatternDraft {
    var pattern = Setting<[UInt8]>()
    /// Where the text of the pattern begins.
    var textPosition: SourceOffset?
    var options: Set<String> = []
    var optionsPosition: SourceOffset?
    var leastOffset = Setting<Int>()
    var mostOffset = Setting<Int>()
    var isUnwanted = Setting<Bool>()

    /// Where one of the keywords stands that mean nothing without a pattern.
    var otherPosition: SourceOffset? {
        optionsPosition ?? leastOffset.position ?? mostOffset.position ?? isUnwanted.position
    }
}

extension Keyword<URLDraft> {
    @KeywordList<URLDraft> static var bodyPattern: [Keyword] {
        Keyword("regex", [.word("a pattern")]) { statement, draft, context in
            context.refuseBlock(of: statement)
            context.store(context.pattern(of: statement), of: statement, in: &draft.body.pattern)
            draft.body.textPosition = statement.arguments.first?.position
        }
        Keyword.flag("regex_no_match", \.body.isUnwanted)
        Keyword("regex_options", [patternOption.kind]) { statement, draft, context in
            context.refuseBlock(of: statement)
            if statement.arguments.isEmpty { _ = context.required(patternOption, at: 0, of: statement) }
            for word in statement.arguments {
                if let option = context.read(word, as: patternOption, of: statement.keyword) {
                    draft.body.options.insert(option)
                }
            }
            draft.body.optionsPosition = statement.position
        }
        Keyword.value("regex_min_offset", .integer(0...2_147_483_647), \.body.leastOffset)
        Keyword.value("regex_max_offset", .integer(0...2_147_483_647), \.body.mostOffset)
    }

    private static var patternOption: Argument<String> { .choice(BodyPatternSettings.optionNames) }
}

extension ReadingContext {
    /// Escapes that are done before PCRE2 sees the pattern, and that nobody takes for one of PCRE2's.
    private static let plainEscapes = Set(#"\"'aEfnrtvxc01234567 "#.utf8)

    /// Reads one word in which both kinds of quotes and escapes count.
    fileprivate mutating func pattern(of statement: Statement) -> [UInt8]? {
        guard let (written, position) = statement.arguments.written else {
            error("'\(statement.keyword.text)' needs a pattern", at: statement.position)
            return nil
        }
        let words: [[UInt8]]
        do {
            words = try ScriptWords.arguments(of: Array(written))
        } catch {
            switch error {
            case .openQuote: self.error("a quote in this pattern is not closed", at: position)
            case .trailingBackslash: self.error("this pattern ends with a backslash", at: position)
            }
            return nil
        }
        guard words.count == 1, let pattern = words.first, !pattern.isEmpty else {
            let rest = words.dropFirst().map { String(decoding: $0, as: UTF8.self) }.joined(separator: " ")
            error(
                words.count > 1
                    ? "'\(rest)' is too much for 'regex': a pattern with blanks stands in quotes"
                    : "'regex' needs a pattern", at: position)
            return nil
        }
        warnOfEscapes(in: written, at: position)
        return pattern
    }

    /// `\d` loses its backslash, as in keepalived, and means a d then.
    private mutating func warnOfEscapes(in written: ArraySlice<UInt8>, at position: SourceOffset) {
        var rest = written
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else { continue }
            guard !Self.plainEscapes.contains(escaped), escaped > 0x20, escaped < 0x7F else { continue }
            let letter = String(UnicodeScalar(escaped))
            let meaning = letter == "b" ? "a backspace" : "'\(letter)'"
            warning(
                "the pattern gets \(meaning) for '\\\(letter)', as in keepalived: write '\\\\\(letter)'"
                    + " where the backslash is the pattern's", at: position)
            return
        }
    }
}
