import Deadlines
import NodeConfiguration
import Polling
import VRRPTransport

extension ThreadSettings {
    /// How the kernel runs the VRRP thread.
    init(_ settings: VRRPThreadSettings) {
        self.init(
            realTimePriority: settings.realTimePriority,
            realTimeLimit: settings.realTimeLimit.map { .microseconds(Int64($0)) }, niceness: settings.niceValue,
            locksMemory: settings.isLocked, processors: settings.processors)
    }
}

extension AnnouncementLimits {
    /// How fast announcements may follow one another: `vrrp_garp_interval`, `vrrp_gna_interval` and `garp_group`.
    init(_ configuration: Configuration) {
        let times = configuration.globals.announcements
        self.init(
            intervals: Intervals(gratuitousARP: times.garpInterval, neighbourAdvertisement: times.gnaInterval),
            groups: configuration.garpGroups.map { group in
                Group(
                    of: Set(group.interfaces),
                    intervals: Intervals(gratuitousARP: group.garpInterval, neighbourAdvertisement: group.gnaInterval))
            })
    }
}
