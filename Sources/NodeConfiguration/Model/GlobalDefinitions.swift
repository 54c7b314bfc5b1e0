package import Addresses
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
    /// `drain_timeout`: how long a real server that was taken out of the file may keep its connections, for services
    /// that do not say; zero: it goes at once.
    package var drainTimeout = Nanoseconds.zero
    /// `lvs_sysctl`: settings of IPVS below /proc/sys/net/ipv4/vs, in the order of the file.
    package var ipvsSysctls: [IPVSSysctl] = []
    /// `lvs_flush`: services that are not in the file go at the start.
    package var flushesAtStart = false
    /// `lvs_flush_on_stop`: services that are not in the file go at the end, too.
    package var flushesAtStop = false
    /// `checker_log_all_failures`, for checks that do not say.
    package var logsAllFailures = false
    /// `lvs_sync_daemon`
    package var syncDaemon: SyncDaemonSettings?
    /// `lvs_timeouts`
    package var connectionTimeouts: ConnectionTimeouts?
    package var dumpFiles = DumpFiles()
    /// `vrrp_garp_…` and `vrrp_gna_interval`, for instances that do not say.
    package var announcements = AnnouncementTimes()

    /// `vrrp_mcast_group4` and `vrrp_mcast_group6`; nil: the RFC's.
    package var multicastGroup4: IPAddress?
    package var multicastGroup6: IPAddress?
    /// `vip_lifetime`, for instances that do not say.
    package var lifetime = LifetimeSetting.automatic
    /// `vrrp_startup_delay`: how long instances wait after the daemon's start.
    package var startupDelay = Nanoseconds.zero
    /// `vrrp_delay_after_boot`: how long after the node's boot they wait; the later of the two counts.
    package var delayAfterBoot = Nanoseconds.zero
    /// How `no_accept` holds.
    package var packetFilter = PacketFilterSettings()
    package var vrrpThread = VRRPThreadSettings()
    /// `script_user`; nil: `keepalived_script` where the node has that user, else root.
    package var scriptUser: ScriptUser?
    /// `enable_script_security`: scripts that others can change are not run as root.
    package var enablesScriptSecurity = false
    /// `use_symlink_paths`: links in the paths of scripts are kept.
    package var keepsSymbolicLinks = false
    /// `set_supplementary_groups`: scripts run with all groups of their users.
    package var setsSupplementaryGroups = false
    package var notifyFIFO: NotifyFIFO?
    package var vrrpNotifyFIFO: NotifyFIFO?
    package var lvsNotifyFIFO: NotifyFIFO?
    /// `vrrp_notify_priority_changes`, for instances and groups that do not say.
    package var notifyPriorityChanges = false
    /// `fifo_write_vrrp_states_on_reload`
    package var writesStatesOnReload = false
    /// `rs_init_notifies`: real servers are told of when they start, too.
    package var notifiesInitialServers = false
    package var mail = MailSettings()
    /// `startup_script`: run before anything else is done.
    package var startupScript: LifeScript?
    /// `shutdown_script`: run after everything has been given back.
    package var shutdownScript: LifeScript?

    package init() {}
}

/// `startup_script` or `shutdown_script` with its time.
package struct LifeScript: Hashable, Sendable {
    package let command: Command
    /// `startup_script_timeout` or `shutdown_script_timeout`: how long it may run.
    package let timeout: Nanoseconds

    package init(command: Command, timeout: Nanoseconds = .seconds(10)) {
        self.command = command
        self.timeout = timeout
    }
}

/// One line of `lvs_sysctl`.
package struct IPVSSysctl: Hashable, Sendable {
    /// The name of a file below /proc/sys/net/ipv4/vs, such as `expire_nodest_conn`.
    package let name: String
    /// What is written there, such as `1` or `3 50`.
    package let value: String
    package let position: SourcePosition

    package init(name: String, value: String, position: SourcePosition) {
        self.name = name
        self.value = value
        self.position = position
    }
}
