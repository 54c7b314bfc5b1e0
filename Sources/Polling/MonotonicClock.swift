import CLinux
package import Deadlines

/// The one place where the monotonic clock (CLOCK_MONOTONIC) is read.
package enum MonotonicClock {
    package static var now: Instant { Instant(nanoseconds: clinux_monotonic_now()) }
}
