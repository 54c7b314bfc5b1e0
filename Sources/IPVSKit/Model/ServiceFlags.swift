import CNetlink

/// Switches of a virtual service (`IP_VS_SVC_F_…`), without persistence, which has its own type.
public struct ServiceFlags: OptionSet, Hashable, Sendable {
    public let rawValue: UInt32

    public init(rawValue: UInt32) {
        self.rawValue = rawValue
    }

    /// Each UDP packet is scheduled by itself (`IP_VS_SVC_F_ONEPACKET`).
    public static let onePacket = ServiceFlags(rawValue: UInt32(IP_VS_SVC_F_ONEPACKET))
    /// First switch of the scheduler: for `sh` and `mh` fall back to another server when the chosen one is unavailable
    /// (`IP_VS_SVC_F_SCHED1`, ipvsadm's `sh-fallback`, `mh-fallback`, `flag-1`).
    public static let schedulerFlag1 = ServiceFlags(rawValue: UInt32(IP_VS_SVC_F_SCHED1))
    /// Second switch: for `sh` and `mh` take the port into the hash (`IP_VS_SVC_F_SCHED2`, `sh-port`, `mh-port`).
    public static let schedulerFlag2 = ServiceFlags(rawValue: UInt32(IP_VS_SVC_F_SCHED2))
    /// Third switch (`IP_VS_SVC_F_SCHED3`).
    public static let schedulerFlag3 = ServiceFlags(rawValue: UInt32(IP_VS_SVC_F_SCHED3))

    /// `sh`: another server when the chosen one is unavailable (`IP_VS_SVC_F_SCHED_SH_FALLBACK`).
    public static let sourceHashingFallback = schedulerFlag1
    /// `sh`: the client's port counts, too (`IP_VS_SVC_F_SCHED_SH_PORT`).
    public static let sourceHashingPort = schedulerFlag2
    /// `mh`: another server when the chosen one is unavailable (`IP_VS_SVC_F_SCHED_MH_FALLBACK` in the kernel).
    public static let maglevHashingFallback = schedulerFlag1
    /// `mh`: the client's port counts, too (`IP_VS_SVC_F_SCHED_MH_PORT` in the kernel).
    public static let maglevHashingPort = schedulerFlag2
}
