import ControlMessages
import Deadlines
import VRRPEngine

/// Feeds what went into virtual routers to this package's state machine and compares what comes out, line by line.
package struct Replay: Sendable {
    /// A line at which the state machine does something else than what is recorded.
    package struct Difference: Hashable, Sendable, CustomStringConvertible {
        /// From 1.
        package var line: Int
        package var router: String
        package var recordedActions: [String]
        package var replayedActions: [String]
        package var recordedDeadline: Int64?
        package var replayedDeadline: Int64?

        package var description: String {
            var parts: [String] = []
            if recordedActions != replayedActions {
                parts.append("recorded \(Self.list(recordedActions)), now \(Self.list(replayedActions))")
            }
            if recordedDeadline != replayedDeadline {
                parts.append("deadline \(Self.text(recordedDeadline)), now \(Self.text(replayedDeadline))")
            }
            return "line \(line), \(router): \(parts.joined(separator: "; "))"
        }

        private static func list(_ actions: [String]) -> String {
            actions.isEmpty ? "nothing" : "[\(actions.joined(separator: ", "))]"
        }

        private static func text(_ deadline: Int64?) -> String { deadline.map(String.init) ?? "none" }
    }

    private var routers: [String: VirtualRouter] = [:]
    private var number = 0
    /// Steps that were compared.
    package private(set) var steps = 0
    /// Lines that the recorder had no room for.
    package private(set) var dropped: UInt64 = 0
    package private(set) var differences: [Difference] = []

    package init() {}

    /// The routers that were replayed, by name.
    package var names: [String] { routers.keys.sorted() }

    /// Replays a whole recording.
    package init(_ lines: some Sequence<some Collection<UInt8>>) throws(RecordingError) {
        for line in lines { _ = try take(line) }
    }

    /// Replays one line and returns it with what comes out now in the place of what was recorded. Empty lines count and
    /// say nothing.
    package mutating func take(_ bytes: some Collection<UInt8>) throws(RecordingError) -> RecordingLine? {
        number += 1
        guard bytes.contains(where: { $0 > 0x20 }) else { return nil }
        let line: RecordingLine
        do throws(MessageError) {
            line = try MessageCoding.decode(RecordingLine.self, from: bytes)
        } catch {
            throw RecordingError(error.description, line: number)
        }
        do throws(RecordingError) {
            return try replay(line)
        } catch {
            throw RecordingError(error.reason, line: number)
        }
    }

    private mutating func replay(_ line: RecordingLine) throws(RecordingError) -> RecordingLine {
        if let form = line.recording, form > RecordingLine.form {
            throw RecordingError("the recording is of form \(form), which a later version wrote")
        }
        if let count = line.dropped { dropped &+= count }
        guard let name = line.router, let at = line.at else { return line }
        let now = Instant(nanoseconds: at)
        var actions: [Action] = []
        if let settings = line.settings, let state = line.state {
            routers[name] = VirtualRouter(try settings.settings(), from: state)
        } else if let event = line.event {
            try routers[name].change(name) { router throws(RecordingError) in
                router.handle(try event.event(), at: now, into: &actions)
            }
        } else if let settings = line.reconfigured {
            try routers[name].change(name) { router throws(RecordingError) in
                router.reconfigure(to: try settings.settings(), at: now, into: &actions)
            }
        } else {
            return line
        }
        return compare(line, name, actions)
    }

    private mutating func compare(_ line: RecordingLine, _ name: String, _ actions: [Action]) -> RecordingLine {
        steps += 1
        var replayed = line
        if line.actions != nil { replayed.actions = actions.map(\.recorded) }
        replayed.deadline = routers[name]?.deadline?.nanoseconds
        if replayed != line {
            differences.append(
                Difference(
                    line: number, router: name, recordedActions: line.actions ?? [],
                    replayedActions: replayed.actions ?? [], recordedDeadline: line.deadline,
                    replayedDeadline: replayed.deadline))
        }
        return replayed
    }
}

extension VirtualRouter? {
    /// Changes the router in place.
    fileprivate mutating func change(
        _ name: String, _ body: (inout VirtualRouter) throws(RecordingError) -> Void
    ) throws(RecordingError) {
        guard var router = self else { throw RecordingError("\(name) is told something before its settings") }
        try body(&router)
        self = router
    }
}
