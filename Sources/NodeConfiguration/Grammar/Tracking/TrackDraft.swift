import Addresses

/// The `track_…` blocks of an instance or a sync group as they stand in the file.
struct TrackDraft {
    var interfaces: [InterfaceLine] = []
    var scripts: [Reference] = []
    var files: [Reference] = []
    var processes: [Reference] = []
    var virtualServers: [VirtualServerLine] = []

    /// `IF [weight N [reverse]]`
    struct InterfaceLine {
        let interface: InterfaceName
        let weight: Weight?
        let position: SourceOffset
    }

    /// `NAME [weight N [reverse|noreverse]]`
    struct Reference {
        let name: Word
        /// Nil: that of the block that is meant.
        let weight: Int?
        let isReversed: Bool?
    }

    /// `NAME [weight N | fault]`
    struct VirtualServerLine {
        let name: Word
        let line: TrackVirtualServerLine
    }
}

/// A block with these blocks.
protocol Tracked: Sendable {
    var tracking: TrackDraft { get set }
}

extension Keyword where Draft: Tracked {
    /// What instances and sync groups can follow.
    static var tracking: [Keyword] {
        [
            .lines("track_interface") { line, draft, context throws(BadLine) in
                draft.tracking.interfaces.append(try TrackLineReader.interface(line, &context))
            },
            .lines("track_script") { line, draft, context throws(BadLine) in
                draft.tracking.scripts.append(
                    try TrackLineReader.reference(line, most: TrackLineReader.mostWeight, &context))
            },
            .lines("track_file") { line, draft, context throws(BadLine) in
                draft.tracking.files.append(try TrackLineReader.reference(line, most: 254, &context))
            },
            .lines("track_process") { line, draft, context throws(BadLine) in
                draft.tracking.processes.append(try TrackLineReader.reference(line, most: 254, &context))
            },
            .lines("track_virtual_server") { line, draft, context throws(BadLine) in
                draft.tracking.virtualServers.append(try TrackLineReader.virtualServer(line, &context))
            },
        ]
    }
}

extension Keyword {
    /// A block whose lines have no keywords; a line that is in error is left out.
    static func lines(
        _ name: String, read: @escaping @Sendable (Statement, inout Draft, inout ReadingContext) throws(BadLine) -> Void
    ) -> Keyword {
        Keyword(name) { statement, draft, context in
            context.refuseWords(after: 0, of: statement)
            guard let block = context.requiredBlock(of: statement) else { return }
            for line in block.statements {
                context.refuseBlock(of: line)
                do {
                    try read(line, &draft, &context)
                } catch {}
            }
        }
    }

    /// A block that is a list of words, on as many lines as one likes.
    static func list(
        _ name: String, read: @escaping @Sendable (Word, inout Draft, inout ReadingContext) -> Void
    ) -> Keyword {
        lines(name) { line, draft, context throws(BadLine) in
            for word in [line.keyword] + line.arguments { read(word, &draft, &context) }
        }
    }
}
