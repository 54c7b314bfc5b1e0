import CLinux
package import Deadlines

/// What a descriptor is watched for, and what it was found ready for.
package struct Readiness: OptionSet, Hashable, Sendable {
    package let rawValue: UInt32

    package init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    package static let readable = Readiness(rawValue: EPOLLIN.rawValue)
    package static let writable = Readiness(rawValue: EPOLLOUT.rawValue)
    /// The peer has ended its side of the connection.
    package static let ended = Readiness(rawValue: EPOLLRDHUP.rawValue)
    /// Error or hang-up; always reported, asked for or not.
    package static let failed = Readiness(rawValue: EPOLLERR.rawValue | EPOLLHUP.rawValue)
}

/// A descriptor that has something to say.
package struct ReadyDescriptor: Sendable {
    /// The token it was added with.
    package let token: UInt64
    package let readiness: Readiness
}

/// An epoll instance with exact deadlines. Owned and used by one thread.
package final class Poller {
    private static let timerToken = UInt64.max

    private let epoll: Int32
    private let timer: Int32
    private var events: [epoll_event]
    /// What the timer is set to; negative: not set.
    private var timerSetting: Int64 = -1

    /// - Parameter capacity: how many descriptors one `wait` reports at most.
    package init(capacity: Int = 256) throws(SystemCallError) {
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        guard epoll >= 0 else { throw .current("epoll_create1") }
        timer = timerfd_create(CLOCK_MONOTONIC, Int32(TFD_CLOEXEC | TFD_NONBLOCK))
        guard timer >= 0 else {
            let failure = SystemCallError.current("timerfd_create")
            close(epoll)
            throw failure
        }
        events = Array(repeating: epoll_event(), count: capacity)
        let result = clinux_epoll_control(epoll, EPOLL_CTL_ADD, timer, EPOLLIN.rawValue, Self.timerToken)
        guard result == 0 else { throw SystemCallError("epoll_ctl", on: "the timer", errno: -result) }
    }

    deinit {
        close(timer)
        close(epoll)
    }

    /// Watches a descriptor. `token` comes back with its readiness; `UInt64.max` is taken.
    package func add(_ descriptor: Int32, token: UInt64, interest: Readiness) throws(SystemCallError) {
        try control(EPOLL_CTL_ADD, descriptor, token, interest)
    }

    package func modify(_ descriptor: Int32, token: UInt64, interest: Readiness) throws(SystemCallError) {
        try control(EPOLL_CTL_MOD, descriptor, token, interest)
    }

    /// Stops watching a descriptor; one that is not watched is left alone.
    package func remove(_ descriptor: Int32) {
        _ = clinux_epoll_control(epoll, EPOLL_CTL_DEL, descriptor, 0, 0)
    }

    /// Blocks until a descriptor is ready or `deadline` has come (nil: no deadline) and puts what is ready into
    /// `ready`, which is emptied first. An interrupted wait returns early with nothing.
    package func wait(until deadline: Instant?, into ready: inout [ReadyDescriptor]) throws(SystemCallError) {
        ready.removeAll(keepingCapacity: true)
        let when = deadline.map { max($0.nanoseconds, 0) } ?? -1
        if when != timerSetting {
            let result = clinux_set_timer(timer, when)
            guard result == 0 else { throw SystemCallError("timerfd_settime", errno: -result) }
            timerSetting = when
        }
        try take(clinux_epoll_wait(epoll, -1, &events, Int32(events.count)), into: &ready)
    }

    /// Puts what is ready now into `ready`, which is emptied first.
    package func look(into ready: inout [ReadyDescriptor]) throws(SystemCallError) {
        ready.removeAll(keepingCapacity: true)
        try take(clinux_epoll_wait(epoll, 0, &events, Int32(events.count)), into: &ready)
    }

    private func take(_ count: Int32, into ready: inout [ReadyDescriptor]) throws(SystemCallError) {
        if count == -EINTR { return }
        guard count >= 0 else { throw SystemCallError("epoll_wait", errno: -count) }
        for index in 0..<Int(count) {
            let token = clinux_epoll_token(&events[index])
            guard token != Self.timerToken else { continue }
            ready.append(ReadyDescriptor(token: token, readiness: Readiness(rawValue: events[index].events)))
        }
    }

    private func control(
        _ operation: Int32, _ descriptor: Int32, _ token: UInt64, _ interest: Readiness
    ) throws(SystemCallError) {
        let result = clinux_epoll_control(epoll, operation, descriptor, interest.rawValue, token)
        guard result == 0 else {
            throw SystemCallError("epoll_ctl", on: "descriptor \(descriptor)", errno: -result)
        }
    }
}
