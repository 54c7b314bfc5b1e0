import CLinux
package import ControlMessages
import Deadlines
import Polling

extension Timestamp {
    /// The time of day.
    package static var now: Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Timestamp(secondsSince1970: Int64(time.tv_sec), nanoseconds: Int64(time.tv_nsec))
    }

    /// When a monotonic instant was or will be, by today's setting of the clock.
    init(of instant: Instant) {
        let ahead = (instant - MonotonicClock.now).wholeMicroseconds
        let (sum, overflow) = Timestamp.now.microseconds.addingReportingOverflow(ahead)
        self.init(microsecondsSince1970: overflow ? .max : sum)
    }

    /// The monotonic instant of a time that has been; never later than now, whatever somebody did to the clock.
    var instant: Instant {
        let ago = max(0, Timestamp.now.microseconds - microseconds)
        return MonotonicClock.now + .microseconds(-ago)
    }
}
