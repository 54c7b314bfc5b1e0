import NIOCore
import Synchronization

/// Closes a channel when its time is over, and remembers that it did.
final class ChannelDeadline: Sendable {
    private let channel: any Channel
    private let time: TimeAmount
    private let passed = Mutex(false)
    private let scheduled = Mutex<Scheduled<Void>?>(nil)

    init(_ channel: any Channel, after time: TimeAmount) {
        self.channel = channel
        self.time = time
        reset()
    }

    var hasPassed: Bool { passed.withLock { $0 } }

    /// Begins to wait anew.
    func reset() {
        let next = channel.eventLoop.scheduleTask(in: time) { [weak self, channel] in
            self?.passed.withLock { $0 = true }
            channel.close(promise: nil)
        }
        scheduled.withLock { scheduled in
            scheduled?.cancel()
            scheduled = next
        }
    }

    func cancel() {
        scheduled.withLock { $0?.cancel() }
    }
}
