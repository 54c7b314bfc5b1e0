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
    /// Steps that were lost here, and not told to the recorder so far.
    private var lost: UInt64 = 0

    package init(_ recorder: VRRPRecorder) {
        self.recorder = recorder
    }

    /// Whether somebody records now.
    package var isRunning: Bool {
        guard let current = recorder.current else { return false }
        if current != session {
            session = current
            round &+= 1
            lost = 0
            pending.removeAll(keepingCapacity: true)
        }
        return true
    }

    /// Writes down what a router was before its next step, unless that is known; `mark` is where the router keeps that.
    package func begin(_ router: VirtualRouter, mark: inout UInt64, at now: Instant) {
        guard mark != round else { return }
        let begun = round
        if keep(.began(router.settings, RouterCheckpoint(of: router)), of: router, [], at: now) { mark = begun }
        hand()
    }

    /// Writes down a step, from what it was and what came of it. Without its router's beginning it would mean nothing,
    /// and is lost.
    package func note(
        _ input: RecordedStep.Input, of router: VirtualRouter, mark: UInt64, _ actions: [Action], at now: Instant
    ) {
        if mark == round {
            _ = keep(input, of: router, actions, at: now)
        } else {
            lost &+= 1
        }
        hand()
    }

    /// Returns whether there was room: the reader is never away for long, it only takes what is there.
    private func keep(
        _ input: RecordedStep.Input, of router: VirtualRouter, _ actions: [Action], at now: Instant
    ) -> Bool {
        guard pending.count < VRRPRecorder.capacity else {
            lost &+= 1
            round &+= 1
            return false
        }
        pending.append(
            RecordedStep(at: now, router: router.settings.name, input, actions: actions, deadline: router.deadline))
        return true
    }

    private func hand() {
        if let dropped = recorder.hand(&pending, losing: &lost, of: session), dropped > 0 { round &+= 1 }
    }
}
