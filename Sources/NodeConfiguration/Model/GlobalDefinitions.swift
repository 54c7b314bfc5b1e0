package import Deadlines

/// `global_defs`: what holds for the whole node.
package struct GlobalDefinitions: Hashable, Sendable {
    /// `router_id`; nil: the host's name.
    package var routerID: String?
    /// `vrrp_version`, 2 or 3, for instances that do not say. Instances with IPv6 addresses use 3 all the same.
    package var vrrpVersion = 2
    /// `vrrp_wait_for_services`: how long instances stay in INIT for the first IPVS table at the most.
    package var vrrpWaitForServices = Nanoseconds.seconds(5)
    /// `ipvs_audit_interval`: how often the kernel's table is compared with the wanted one; zero: never.
    package var auditInterval = Nanoseconds.seconds(30)
    package var dumpFiles = DumpFiles()
    /// `vrrp_garp_…` and `vrrp_gna_interval`, for instances that do not say.
    package var announcements = AnnouncementTimes()

    package init() {}
}
