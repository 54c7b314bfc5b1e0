/// One keyword of a block: its name, what it takes, and where that goes.
struct Keyword<Draft>: Sendable {
    /// Where a value goes.
    typealias Destination<Value: Sendable> = any WritableKeyPath<Draft, Setting<Value>> & Sendable

    let name: String
    /// The kinds of its arguments; empty for a bare keyword.
    let arguments: [ArgumentKind]
    let apply: @Sendable (Statement, inout Draft, inout ReadingContext) -> Void

    init(
        _ name: String, _ arguments: [ArgumentKind] = [],
        apply: @escaping @Sendable (Statement, inout Draft, inout ReadingContext) -> Void
    ) {
        self.name = name
        self.arguments = arguments
        self.apply = apply
    }

    /// A keyword with one argument.
    static func value<Value>(
        _ name: String, _ argument: Argument<Value>, _ path: Destination<Value>
    ) -> Keyword {
        Keyword(name, [argument.kind]) { statement, draft, context in
            context.take(argument, of: statement, in: &draft[keyPath: path])
        }
    }

    /// A keyword with a whole number that is mended where it lies outside its range, and that is said: keepalived does
    /// the same.
    static func nearest<Value: FixedWidthInteger & Sendable>(
        _ name: String, _ range: ClosedRange<Value>, _ path: Destination<Value>
    ) -> Keyword {
        let kind = ArgumentKind.nearestInteger(Int(clamping: range.lowerBound)...Int(clamping: range.upperBound))
        let argument = Argument<Int>(kind) { Decimal.integer($0) }
        return Keyword(name, [kind]) { statement, draft, context in
            let number = context.required(argument, at: 0, of: statement)
            let value = number.map { min(max(Value(clamping: $0), range.lowerBound), range.upperBound) }
            if let number, let value, number != Int(clamping: value), let word = statement.arguments.first {
                context.warning(
                    "'\(name)' is \(number < Int(clamping: value) ? "at least" : "at most") \(value), which is used",
                    at: word.position)
            }
            context.store(value, of: statement, in: &draft[keyPath: path])
            context.refuseWords(after: 1, of: statement)
            context.refuseBlock(of: statement)
        }
    }

    /// A keyword whose one argument may be left out, which means `standard`.
    static func optional<Value>(
        _ name: String, _ argument: Argument<Value>, standard: Value,
        _ path: Destination<Value>
    ) -> Keyword {
        Keyword(name, [argument.kind]) { statement, draft, context in
            let value =
                statement.arguments.isEmpty ? standard : context.required(argument, at: 0, of: statement)
            context.store(value, of: statement, in: &draft[keyPath: path])
            context.refuseWords(after: 1, of: statement)
            context.refuseBlock(of: statement)
        }
    }

    /// keepalived's `[BOOL]`: on where nothing follows.
    static func boolean(_ name: String, _ path: Destination<Bool>) -> Keyword {
        optional(name, .boolean, standard: true, path)
    }

    /// A bare keyword.
    static func flag(
        _ name: String, sets value: Bool = true, _ path: Destination<Bool>
    ) -> Keyword {
        Keyword(name) { statement, draft, context in
            context.refuseWords(after: 0, of: statement)
            context.refuseBlock(of: statement)
            context.store(value, of: statement, in: &draft[keyPath: path])
        }
    }
}
