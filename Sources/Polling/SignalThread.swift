import CLinux

/// A thread that hands on the signals of this process.
package enum SignalThread {
    /// Hands each of these signals to `receive`, instead of its default effect, for as long as the process lives.
    package static func start(
        for numbers: [Int32], _ receive: @escaping @Sendable (Int32) -> Void
    ) throws(SystemCallError) {
        let pipe = clinux_watch_signals(numbers, Int32(numbers.count))
        guard pipe >= 0 else { throw SystemCallError("sigaction", errno: -pipe) }
        try NamedThread.start("signals") {
            while true {
                var number: UInt8 = 0
                if read(pipe, &number, 1) == 1 { receive(Int32(number)) }
            }
        }
    }
}
