/// The value of a keyword in a block that is being read, and where it stands.
struct Setting<Value: Sendable>: Sendable {
    /// Nil where the keyword is absent or its value is in error.
    private(set) var value: Value?
    /// Nil where the keyword is absent.
    private(set) var position: SourceOffset?

    init() {}

    init(_ value: Value?, at position: SourceOffset) {
        self.value = value
        self.position = position
    }

    /// Whether the keyword is there, its value good or bad.
    var isGiven: Bool { position != nil }

    /// This setting where it is given, else another.
    func or(_ other: Setting) -> Setting { isGiven ? self : other }
}
