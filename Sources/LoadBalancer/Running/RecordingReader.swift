import ControlMessages
import Deadlines
import Polling
import Synchronization
import VRRPRecording
import VRRPTransport

/// A recording of VRRP as the lines of its file; it ends with its last reference.
package final class RecordingReader: Sendable {
    /// How many steps become lines at once.
    private static let batchSize = 256

    private struct State {
        var isBegun = false
        var steps: ArraySlice<RecordedStep> = []
        var dropped: UInt64 = 0
    }

    private let session: VRRPRecordingSession
    private let instance: String?
    private let state = Mutex(State())

    /// - Parameter instance: the only one that is recorded; nil for all.
    init(_ session: VRRPRecordingSession, of instance: String?) {
        self.session = session
        self.instance = instance
    }

    /// The lines since the last call; empty where nothing is left.
    package func take() -> [UInt8] {
        state.withLock { state in
            var lines: [RecordingLine] = []
            if !state.isBegun {
                state.isBegun = true
                lines.append(
                    .header(
                        version: ProgramVersion.text, at: MonotonicClock.now.nanoseconds, time: WallClock.now))
            }
            if state.steps.isEmpty {
                let taken = session.take()
                state.steps = taken.steps.filter { instance == nil || $0.router == instance }[...]
                state.dropped = taken.dropped
            }
            lines += state.steps.prefix(Self.batchSize).map { RecordingLine($0) }
            state.steps = state.steps.dropFirst(Self.batchSize)
            if state.steps.isEmpty, state.dropped > 0 {
                lines.append(.dropped(state.dropped))
                state.dropped = 0
            }
            return lines.flatMap { $0.text + [UInt8(ascii: "\n")] }
        }
    }
}
