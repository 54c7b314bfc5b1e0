import CLinux
package import Deadlines

/// How the kernel is to run a thread that must be on time.
package struct ThreadSettings: Hashable, Sendable {
    /// 1 to 99: before all ordinary threads (SCHED_RR, `vrrp_rt_priority`); nil for an ordinary one.
    package let realTimePriority: Int?
    /// How long a real-time thread may run without waiting, before the process gets SIGXCPU (RLIMIT_RTTIME,
    /// `vrrp_rlimit_rttime`); nil for as it is.
    package let realTimeLimit: Nanoseconds?
    /// -20 to 19 (`vrrp_priority`); nil for as it is.
    package let niceness: Int?
    /// Whether memory is never paged out (`vrrp_no_swap`). It concerns the whole process.
    package let locksMemory: Bool
    /// The processors that it may run on (`vrrp_cpu_affinity`), by number; empty for all that the process may use.
    package let processors: [Int]

    package init(
        realTimePriority: Int? = nil, realTimeLimit: Nanoseconds? = nil, niceness: Int? = nil,
        locksMemory: Bool = false, processors: [Int] = []
    ) {
        self.realTimePriority = realTimePriority.map { min(max($0, 1), 99) }
        self.realTimeLimit = realTimeLimit
        self.niceness = niceness.map { min(max($0, -20), 19) }
        self.locksMemory = locksMemory
        self.processors = processors
    }

    /// Applies what differs from `previous` to the calling thread; memory and the limit of real time to the process.
    ///
    /// - Returns: what was refused. The rest holds.
    package func apply(replacing previous: ThreadSettings) -> [SystemCallError] {
        var refused: [SystemCallError] = []
        func check(_ result: Int32, _ call: String, _ subject: String) {
            if result != 0 { refused.append(SystemCallError(call, on: subject, errno: -result)) }
        }
        // The limit first: it is what ends a real-time thread that runs wild.
        if realTimeLimit != previous.realTimeLimit {
            let limit = realTimeLimit.map { max($0.count / 1_000, 1) } ?? -1
            check(clinux_limit_real_time(limit), "setrlimit RLIMIT_RTTIME", "the process")
        }
        if processors != previous.processors {
            let numbers = processors.map { Int32(clamping: $0) }
            check(clinux_set_affinity(numbers, numbers.count), "sched_setaffinity", "processors \(processors)")
        }
        if niceness != previous.niceness {
            check(clinux_set_niceness(Int32(niceness ?? 0)), "setpriority", "niceness \(niceness ?? 0)")
        }
        if realTimePriority != previous.realTimePriority {
            let priority = realTimePriority ?? 0
            check(clinux_set_real_time(Int32(priority)), "sched_setscheduler", "real-time priority \(priority)")
        }
        if locksMemory != previous.locksMemory {
            check(clinux_lock_memory(locksMemory ? 1 : 0), locksMemory ? "mlockall" : "munlockall", "the process")
        }
        return refused
    }
}
