package import Deadlines

/// When this host's resolver is asked for which name: each by itself, so that one without an answer costs the others
/// nothing.
package struct NameQuestions: Sendable {
    /// Names that have an address are asked for again after this time.
    private static let pause = Nanoseconds.seconds(60)
    /// And those that have none.
    private static let pauseAfterFailure = Nanoseconds.seconds(15)

    private enum Question: Sendable {
        case asked
        case settled(until: Instant)
    }

    private var questions: [String: Question] = [:]

    package init() {}

    /// Which of these names to ask for now. Each counts as asked until `answered` says how it went; those that are not
    /// among them are forgotten.
    package mutating func due(_ names: Set<String>, at now: Instant) -> [String] {
        questions = questions.filter { names.contains($0.key) }
        let due = names.filter { name in
            switch questions[name] {
            case nil: true
            case .asked?: false
            case .settled(let instant)?: instant <= now
            }
        }
        for name in due { questions[name] = .asked }
        return due.sorted()
    }

    /// Notes that the resolver is done with a name.
    package mutating func answered(_ name: String, hasAddress: Bool, at now: Instant) {
        guard questions[name] != nil else { return }
        questions[name] = .settled(until: now + (hasAddress ? Self.pause : Self.pauseAfterFailure))
    }
}
