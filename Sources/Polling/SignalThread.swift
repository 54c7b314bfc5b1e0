package import CLinux

/// A thread that waits for signals which all threads have blocked.
package enum SignalThread {
    /// Hands each signal's number to `receive`, for as long as the process lives.
    package static func start(
        awaiting mask: sigset_t, _ receive: @escaping @Sendable (Int32) -> Void
    ) throws(SystemCallError) {
        try NamedThread.start("signals") {
            var mask = mask
            while true {
                var number: Int32 = 0
                if sigwait(&mask, &number) == 0 { receive(number) }
            }
        }
    }
}
