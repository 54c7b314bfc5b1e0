import Deadlines

/// A `vrrp_track_process` block as it stands in the file.
struct TrackProcessDraft {
    let name: Word
    /// The program, then its parameters.
    var process = Setting<[String]>()
    var match = Setting<TrackProcess.Match>()
    var weight = Setting<Weight>()
    var quorum = Setting<Int>()
    var quorumMax = Setting<Int>()
    var forkDelay = Setting<Nanoseconds>()
    var terminateDelay = Setting<Nanoseconds>()
    var fullCommand = Setting<Bool>()
}

/// The keywords of `vrrp_track_process`.
enum TrackProcessBlock {
    private static let delay = Argument<Nanoseconds>.seconds(.microseconds(1) ... .seconds(3_600))

    static let table = KeywordTable<TrackProcessDraft>(.trackProcess) {
        Keyword("process", [.word("the name of a program"), .word("parameters")]) { statement, draft, context in
            context.refuseBlock(of: statement)
            let isNamed = context.required(.word("the name of a program"), at: 0, of: statement) != nil
            context.store(isNamed ? statement.arguments.map(\.text) : nil, of: statement, in: &draft.process)
        }
        Keyword.optional("param_match", matchArgument, standard: .exact, \.match)
        Keyword.weight(most: 254, \.weight)
        Keyword.value("quorum", .integer(1...65_535), \.quorum)
        Keyword.value("quorum_max", .integer(0...65_535), \.quorumMax)
        Keyword("delay", [delay.kind]) { statement, draft, context in
            context.refuseBlock(of: statement)
            context.refuseWords(after: 1, of: statement)
            let value = context.required(delay, at: 0, of: statement)
            draft.forkDelay = Setting(value, at: statement.position)
            draft.terminateDelay = Setting(value, at: statement.position)
        }
        Keyword.value("fork_delay", delay, \.forkDelay)
        Keyword.value("terminate_delay", delay, \.terminateDelay)
        Keyword.flag("full_command", \.fullCommand)
    }

    private static let matchArgument = Argument<TrackProcess.Match>(.choice(["initial", "partial"])) { text in
        switch text {
        case "initial": .initial
        case "partial": .partial
        default: nil
        }
    }
}
