import Addresses

/// A rule with what is not known before the whole file is.
struct RuleLineDraft {
    let line: RuleLine
    let trackGroup: Word?
    let position: SourceOffset
}

/// The lines of `virtual_rules` and `static_rules`: `[not] [from PREFIX] [to PREFIX] … ACTION`.
enum RuleLineBlock {
    static func read(
        _ statement: Statement, _ kind: AddressLineBlock.Kind, _ context: inout ReadingContext
    ) -> [RuleLineDraft] {
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return [] }
        var lines: [RuleLineDraft] = []
        for line in block.statements {
            context.refuseBlock(of: line)
            var reader = RuleLineReader(line, kind)
            do {
                lines.append(try reader.read(&context))
            } catch {}
        }
        return lines
    }
}

/// The places of rules whose lines name none: they count down, each family for itself.
struct RulePreferences {
    private var next: [AddressFamily: UInt32] = [:]

    mutating func take(_ family: AddressFamily) -> UInt32 {
        let preference = next[family] ?? 16_384
        next[family] = preference > 1 ? preference - 1 : 1
        return preference
    }
}
