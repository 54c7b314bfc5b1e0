import Synchronization
package import VRRPRecording

/// Where the VRRP thread leaves what it does, while somebody records.
///
/// While nobody does, an event costs one look at a number. While somebody does, the thread never waits: where the reader
/// holds the lock the steps stay with the thread until the next event, and where there is no room they are counted.
package final class VRRPRecorder: Sendable {
    /// Steps that are kept until they are read: about a second of 2,000 instances with ten advertisements a second each.
    package static let capacity = 32_768

    private struct Buffer {
        var session: UInt64 = 0
        var steps: [RecordedStep] = []
        var dropped: UInt64 = 0
    }

    /// Grows with every recording; odd while one runs.
    private let session = Atomic<UInt64>(0)
    private let buffer = Mutex(Buffer())

    package init() {}

    /// The number of the recording that runs; nil for none.
    var current: UInt64? {
        let number = session.load(ordering: .relaxed)
        return number & 1 == 1 ? number : nil
    }

    /// Begins a recording; nil where one runs.
    package func begin() -> VRRPRecordingSession? {
        buffer.withLock { buffer in
            guard current == nil else { return nil }
            let number = session.wrappingAdd(1, ordering: .relaxed).newValue
            buffer = Buffer(session: number)
            return VRRPRecordingSession(recorder: self, number: number)
        }
    }

    func end(_ number: UInt64) {
        buffer.withLock { buffer in
            guard current == number else { return }
            session.wrappingAdd(1, ordering: .relaxed)
            buffer = Buffer()
        }
    }

    func take(_ number: UInt64) -> (steps: [RecordedStep], dropped: UInt64) {
        buffer.withLock { buffer in
            guard buffer.session == number else { return ([], 0) }
            let taken = (buffer.steps, buffer.dropped)
            buffer.steps = []
            buffer.dropped = 0
            return taken
        }
    }

    /// Moves steps into the buffer, in order. Returns how many had no room; nil where the buffer is in use, and all stay.
    ///
    /// - Parameter lost: how many steps after these are missing already.
    func hand(_ steps: inout [RecordedStep], losing lost: inout UInt64, of number: UInt64) -> Int? {
        buffer.withLockIfAvailable { buffer in
            defer {
                steps.removeAll(keepingCapacity: true)
                lost = 0
            }
            guard buffer.session == number else { return 0 }
            let room = Self.capacity - buffer.steps.count
            buffer.steps += steps.prefix(room)
            let dropped = max(0, steps.count - room)
            buffer.dropped &+= UInt64(dropped) &+ lost
            return dropped
        }
    }
}

/// A recording that runs; it ends with its last reference.
package final class VRRPRecordingSession: Sendable {
    private let recorder: VRRPRecorder
    private let number: UInt64

    init(recorder: VRRPRecorder, number: UInt64) {
        self.recorder = recorder
        self.number = number
    }

    deinit {
        recorder.end(number)
    }

    /// What happened since the last call, and how many steps after it are missing.
    package func take() -> (steps: [RecordedStep], dropped: UInt64) { recorder.take(number) }
}
