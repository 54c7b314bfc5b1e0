import CLinux
package import ControlMessages
package import Deadlines
import Glibc
import Polling
import Synchronization

/// Wall-clock time, for output only.
package enum WallClock {
    package static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(secondsSince1970: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }

    /// When a monotonic instant was or will be, by today's setting of the clock. An instant has the same time in every
    /// answer as long as nobody sets the clock.
    package static func timestamp(of instant: Instant) -> Timestamp {
        let measured = now.microseconds &- MonotonicClock.now.nanoseconds / 1_000
        let offset = offset.withLock { offset in
            // What is less was lost between the two readings, or is the clock's steady correction.
            if abs(measured &- offset) > tolerance { offset = measured }
            return offset
        }
        return Timestamp(microsecondsSince1970: offset &+ instant.nanoseconds / 1_000)
    }

    /// From the monotonic clock to the wall clock, in microseconds.
    private static let offset = Mutex<Int64>(0)
    private static let tolerance: Int64 = 100_000
}
