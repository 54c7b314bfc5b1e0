/// How the kernel treats the thread that speaks VRRP.
package struct VRRPThreadSettings: Hashable, Sendable {
    /// `vrrp_priority`, a nice value from -20 to 19.
    package internal(set) var niceValue: Int?
    /// `vrrp_rt_priority`, 1 to 99 of SCHED_RR.
    package internal(set) var realTimePriority: Int?
    /// `vrrp_no_swap`: memory is locked.
    package internal(set) var isLocked = false
    /// `vrrp_cpu_affinity`, sorted; empty: every processor.
    package internal(set) var processors: [Int] = []
    /// `vrrp_rlimit_rttime`, in microseconds: how long it may run in real time without waiting.
    package internal(set) var realTimeLimit: Int?

    package init() {}
}
