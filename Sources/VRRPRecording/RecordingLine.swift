package import ControlMessages
import Deadlines
package import VRRPEngine

/// A line of a recording as it stands in the file. All times are nanoseconds on the node's monotonic clock.
///
/// A recording holds no secrets: passwords and keys decide which advertisements reach a router, not what it does with
/// them.
package struct RecordingLine: Codable, Hashable, Sendable {
    /// The form that this package writes.
    package static let form = 1

    // The first line.
    /// Which form the lines have.
    package var recording: Int?
    /// The daemon's version.
    package var version: String?
    /// The wall clock at `at`.
    package var time: Timestamp?

    // What happened.
    package var at: Int64?
    package var router: String?
    /// The router begins here, with these settings and this state.
    package var settings: SettingsLine?
    package var state: RouterCheckpoint?
    /// The router got these settings.
    package var reconfigured: SettingsLine?
    package var event: EventLine?
    /// What the router asked for, in order.
    package var actions: [String]?
    /// When it wanted to be called next; absent for never.
    package var deadline: Int64?

    /// So many lines are missing here.
    package var dropped: UInt64?

    private enum CodingKeys: String, CodingKey {
        case recording, version, time, at, router, settings, state, reconfigured, event, actions, deadline, dropped
    }
}

extension RecordingLine {
    /// The first line.
    package static func header(version: String, at now: Int64, time: Timestamp) -> RecordingLine {
        var line = RecordingLine()
        line.recording = form
        line.version = version
        line.at = now
        line.time = time
        return line
    }

    package static func dropped(_ count: UInt64) -> RecordingLine {
        var line = RecordingLine()
        line.dropped = count
        return line
    }

    package init(_ step: RecordedStep) {
        at = step.at.nanoseconds
        router = step.router
        switch step.input {
        case .began(let settings, let state):
            self.settings = SettingsLine(settings)
            self.state = state
        case .event(let event):
            self.event = EventLine(event)
            actions = step.actions.map(\.recorded)
        case .reconfigured(let settings):
            reconfigured = SettingsLine(settings)
            actions = step.actions.map(\.recorded)
        }
        deadline = step.deadline?.nanoseconds
    }

    /// The line as it stands in the file, without the line's end.
    package var text: [UInt8] { (try? MessageCoding.encode(self)) ?? [] }
}
