import CLinux

/// Wakes a thread that waits in a poller (an eventfd). Any thread may signal.
package final class WakeUp: Sendable {
    /// Readable while a signal is pending.
    package let descriptor: Int32

    package init() throws(SystemCallError) {
        descriptor = eventfd(0, Int32(EFD_CLOEXEC | EFD_NONBLOCK))
        guard descriptor >= 0 else { throw .current("eventfd") }
    }

    deinit {
        close(descriptor)
    }

    /// Makes the descriptor readable. Signals that come before the thread looks count as one.
    package func signal() {
        var one: UInt64 = 1
        // The only failure is a full counter, and then the descriptor is readable already.
        _ = write(descriptor, &one, 8)
    }

    /// Takes the pending signal away.
    package func clear() {
        var count: UInt64 = 0
        _ = read(descriptor, &count, 8)
    }
}
