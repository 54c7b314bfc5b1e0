package import ControlMessages
package import Deadlines
import Glibc

/// The machine's wall clock: what tcpdump and the control API put on events.
package enum WallTime {
    package static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(secondsSince1970: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }
}

extension Timestamp {
    /// The time from `earlier` to this.
    package func since(_ earlier: Timestamp) -> Nanoseconds {
        .microseconds(microseconds - earlier.microseconds)
    }
}
