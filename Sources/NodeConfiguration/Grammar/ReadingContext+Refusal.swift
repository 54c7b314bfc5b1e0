extension ReadingContext {
    /// Reports a statement that no table reads; the statement is left out with its whole block.
    mutating func refuse(_ statement: Statement, in block: BlockName) {
        let name = statement.keyword.text
        let position = statement.position
        if let treatment = RefusedKeywords.treatment(of: name, in: block) {
            return refuse(statement, treatment, in: block)
        }
        // Not looked up for a problem that nobody is shown.
        let known = problems.isFull ? [] : KeywordCatalogue.names(in: block) + RefusedKeywords.names(in: block)
        if hidesWords, Suggestion.closest(to: name, among: known) == nil, Self.owner(of: name) == nil {
            // Most likely a password on a line of its own.
            return report(
                unknown:
                    "a word that is not shown here is no keyword \(block), which has \(ArgumentKind.choice(known))",
                at: position)
        }
        let leftOut = statement.block == nil ? "" : "; its block is left out"
        if block != .agentFile, let owner = Self.owner(of: name) {
            let home = owner.isEmpty ? "at the top level (is a '}' missing above?)" : "in '\(owner)'"
            return report(unknown: "'\(name)' has no place \(block); it belongs \(home)" + leftOut, at: position)
        }
        let message = "unknown keyword '\(name)' \(block)" + leftOut
        report(unknown: message, at: position, suggestion: Suggestion.closest(to: name, among: known))
    }

    private mutating func report(unknown message: String, at position: SourceOffset, suggestion: String? = nil) {
        if lenient {
            problems.omission(message, at: position, suggestion: suggestion)
        } else {
            problems.error(message, at: position, suggestion: suggestion)
        }
    }

    private mutating func refuse(
        _ statement: Statement, _ treatment: RefusedKeywords.Treatment, in block: BlockName
    ) {
        let name = statement.keyword.text
        switch treatment {
        case .noEffect(let reason):
            guard warnedKeywords.insert(name).inserted else { return }
            warning("'\(name)' has no effect in swiftlvsd: \(reason)", at: statement.position)
        case .unsupported:
            let reason = RefusalReasons.reason(for: name, in: block).map { ": \($0)" } ?? ""
            error(
                "'\(name)' is a keyword of keepalived that swiftlvsd does not support\(reason)", at: statement.position)
        }
    }

    /// The block a keyword of another block belongs in, empty for the top level; nil where no block has it.
    private static func owner(of name: String) -> String? {
        if let block = KeywordCatalogue.blocks(with: name).first { return block.rawValue }
        if let block = BlockName.allCases.first(where: { RefusedKeywords.treatment(of: name, in: $0) != nil }) {
            return block.rawValue
        }
        return RefusedKeywords.refusedBlock(with: name)
    }
}
