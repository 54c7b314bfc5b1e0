import Addresses
import Deadlines

/// A `garp_group` block as it stands in the file.
struct GARPGroupDraft {
    let position: SourceOffset
    var garpInterval = Setting<Nanoseconds>()
    var gnaInterval = Setting<Nanoseconds>()
    var interfaces: [(name: InterfaceName, position: SourceOffset)] = []
}

/// The keywords of `garp_group`.
enum GARPGroupBlock {
    private static let interval = Argument<Nanoseconds>.seconds(.zero ... .seconds(4_294))

    static let table = KeywordTable<GARPGroupDraft>(.garpGroup) {
        Keyword.value("garp_interval", interval, \.garpInterval)
        Keyword.value("gna_interval", interval, \.gnaInterval)
        Keyword("interface", [.interfaceName]) { statement, draft, context in
            context.refuseWords(after: 1, of: statement)
            context.refuseBlock(of: statement)
            guard let name = context.required(.interfaceName, at: 0, of: statement) else { return }
            draft.interfaces.append((name, statement.position))
        }
        Keyword.list("interfaces") { word, draft, context in
            guard let name = context.readInterface(word) else { return }
            draft.interfaces.append((name, word.position))
        }
    }
}

/// A `track_group` block as it stands in the file.
struct TrackGroupDraft {
    let name: Word
    var instances: [Word] = []
}

/// The keywords of `track_group`.
enum TrackGroupBlock {
    static let table = KeywordTable<TrackGroupDraft>(.trackGroup) {
        Keyword.list("group") { word, draft, _ in draft.instances.append(word) }
    }
}

/// A line of `interface_up_down_delays`, with its place.
struct InterfaceDelayDraft {
    let delay: InterfaceDelay
    let position: SourceOffset
}

extension InterfaceDelayDraft {
    private static let time = Argument<Nanoseconds>.seconds(.zero ... .seconds(255))

    /// Reads `IF DOWN [UP]`.
    static func read(_ statement: Statement, _ context: inout ReadingContext) throws(BadLine) -> InterfaceDelayDraft {
        guard let interface = context.readInterface(statement.keyword) else { throw BadLine() }
        context.refuseWords(after: 2, of: statement)
        guard let down = context.required(time, at: 0, of: statement) else { throw BadLine() }
        var up = Nanoseconds.zero
        if statement.arguments.count > 1 {
            guard let given = context.required(time, at: 1, of: statement) else { throw BadLine() }
            up = given
        }
        return InterfaceDelayDraft(
            delay: InterfaceDelay(interface: interface, down: down, up: up), position: statement.position)
    }
}

extension ReadingContext {
    /// A word that stands for an interface.
    mutating func readInterface(_ word: Word) -> InterfaceName? {
        if let name = InterfaceName(word.text) { return name }
        error("'\(word.text)' is no name of an interface", at: word.position)
        return nil
    }
}
