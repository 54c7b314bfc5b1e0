package import Deadlines
package import VRRPEngine
package import VRRPRecording

/// The VRRP thread's end of a recorder: remembers which routers have been begun in the recording that runs.
package final class RecordingTape {
    private let recorder: VRRPRecorder
    private var session: UInt64 = 0
    /// Routers are begun anew in each recording, and after steps were lost.
    private var round: UInt64 = 0
    private var pending: [RecordedStep] = []

    package init(_ recorder: VRRPRecorder) {
        self.recorder = recorder
    }

    /// Whether somebody records now.
    package var isRunning: Bool {
        guard let current = recorder.current else { return false }
        if current != session {
            session = current
            round &+= 1
            pending.removeAll(keepingCapacity: true)
        }
        return true
    }

    /// Writes down what a router was before its next step, unless that is known; `mark` is where the router keeps that.
    package func begin(_ router: VirtualRouter, mark: inout UInt64, at now: Instant) {
        guard mark != round else { return }
        mark = round
        let checkpoint = RouterCheckpoint(of: router)
        note(.began(router.settings, checkpoint), of: router, [], at: now)
    }

    /// Writes down a step, from what it was and what came of it.
    package func note(_ input: RecordedStep.Input, of router: VirtualRouter, _ actions: [Action], at now: Instant) {
        // The reader is never away for long: it only takes what is there.
        if pending.count < VRRPRecorder.capacity {
            pending.append(
                RecordedStep(
                    at: now, router: router.settings.name, input, actions: actions, deadline: router.deadline))
        } else {
            round &+= 1
        }
        if let lost = recorder.hand(&pending, of: session), lost > 0 { round &+= 1 }
    }
}
