extension BodyPatternDraft {
    /// So much of a body is looked at.
    static let bodyLimit = 1_048_576

    /// The pattern with what goes with it; nil where there is none, or one in error.
    func completed(_ context: inout ReadingContext) -> BodyPatternSettings? {
        guard let pattern = pattern.value else {
            if !self.pattern.isGiven, let position = otherPosition {
                context.warning("the keywords of a pattern have no effect without 'regex'", at: position)
            }
            return nil
        }
        let least = leastOffset.value ?? 0
        if let most = mostOffset.value, most < least, let position = mostOffset.position {
            context.error("no match begins from byte \(least) on and up to byte \(most)", at: position)
        }
        if least >= Self.bodyLimit, let position = leastOffset.position {
            context.error("only the first \(Self.bodyLimit) bytes of a body are looked at", at: position)
        }
        let settings = BodyPatternSettings(
            pattern: pattern, options: options.sorted(), leastOffset: least, mostOffset: mostOffset.value,
            isUnwanted: isUnwanted.value ?? false)
        if let fault = context.judgement.ofPattern(settings), let position = textPosition {
            let before = String(decoding: pattern.prefix(fault.offset).suffix(20), as: UTF8.self)
            context.error(
                "this is no pattern: \(fault.message)" + (before.isEmpty ? "" : ", behind '\(before)'"), at: position)
        }
        return settings
    }
}
