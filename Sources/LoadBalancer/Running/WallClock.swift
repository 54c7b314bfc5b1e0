import CLinux
package import ControlMessages
package import Deadlines
import Polling

/// Wall-clock time, for output only.
package enum WallClock {
    package static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(secondsSince1970: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }

    /// When a monotonic instant was or will be, by today's setting of the clock.
    package static func timestamp(of instant: Instant) -> Timestamp {
        let distance = instant - MonotonicClock.now
        return Timestamp(microsecondsSince1970: now.microseconds &+ distance.wholeMicroseconds)
    }
}
