import Synchronization

/// Messages from any thread to one that waits in a poller, in the order they were posted.
package final class Mailbox<Message: Sendable>: Sendable {
    private let pending = Mutex<[Message]>([])
    package let wakeUp: WakeUp

    package init() throws(SystemCallError) {
        wakeUp = try WakeUp()
    }

    package func post(_ message: Message) {
        let wasEmpty = pending.withLock { messages in
            messages.append(message)
            return messages.count == 1
        }
        if wasEmpty { wakeUp.signal() }
    }

    /// Takes all messages; called by the receiving thread when `wakeUp.descriptor` is readable.
    package func takeAll() -> [Message] {
        wakeUp.clear()
        return pending.withLock { messages in
            defer { messages.removeAll() }
            return messages
        }
    }
}
