import Addresses
import Deadlines

extension GlobalDefinitions {
    func write(to block: inout StatementList) {
        block.add("router_id", routerID)
        block.add("vrrp_version", vrrpVersion)
        block.add("vrrp_wait_for_services", vrrpWaitForServices)
        block.add("vrrp_startup_delay", startupDelay.ifAny)
        block.add("vrrp_delay_after_boot", delayAfterBoot.ifAny)
        block.add("vrrp_mcast_group4", multicastGroup4)
        block.add("vrrp_mcast_group6", multicastGroup6)
        block.add("vip_lifetime", lifetime.number)
        writeAnnouncements(to: &block)
        writeThread(to: &block)
        writeServices(to: &block)
        writeScripts(to: &block)
        mail.write(to: &block)
    }

    private func writeAnnouncements(to block: inout StatementList) {
        announcements.write(to: &block, prefix: "vrrp_")
        // keepalived refuses 0, which is its default.
        block.add("vrrp_garp_interval", announcements.garpInterval.ifAny)
        block.add("vrrp_gna_interval", announcements.gnaInterval.ifAny)
    }

    private func writeThread(to block: inout StatementList) {
        block.add("vrrp_priority", vrrpThread.niceValue)
        block.add("vrrp_rt_priority", vrrpThread.realTimePriority)
        block.flag("vrrp_no_swap", vrrpThread.isLocked)
        if !vrrpThread.processors.isEmpty {
            block.line(["vrrp_cpu_affinity"] + vrrpThread.processors.map(\.description))
        }
        block.add("vrrp_rlimit_rttime", vrrpThread.realTimeLimit)
    }

    private func writeServices(to block: inout StatementList) {
        block.add("ipvs_audit_interval", auditInterval)
        block.add("drain_timeout", drainTimeout)
        syncDaemon?.write(to: &block)
        connectionTimeouts?.write(to: &block)
        block.add("checker_log_all_failures", logsAllFailures)
        block.flag("lvs_flush", flushesAtStart)
        block.line(flushesAtStop ? ["lvs_flush_on_stop"] : ["lvs_flush_on_stop", "VS"])
        block.lines("lvs_sysctl", ipvsSysctls.map { [$0.name] + $0.value.split(separator: " ").map(String.init) })
        block.add("nftables", packetFilter.tableName)
        block.add("nftables_priority", packetFilter.priority)
        block.flag("nftables_counters", packetFilter.counts)
        block.add("state_dump_file", dumpFiles.state)
        block.add("stats_dump_file", dumpFiles.statistics)
        block.add("json_dump_file", dumpFiles.json)
    }

    private func writeScripts(to block: inout StatementList) {
        if let scriptUser { block.line(["script_user"] + scriptUser.words) }
        block.flag("enable_script_security", enablesScriptSecurity)
        block.add("use_symlink_paths", keepsSymbolicLinks)
        block.add("set_supplementary_groups", setsSupplementaryGroups)
        notifyFIFO?.write(to: &block, "notify_fifo")
        vrrpNotifyFIFO?.write(to: &block, "vrrp_notify_fifo")
        lvsNotifyFIFO?.write(to: &block, "lvs_notify_fifo")
        block.add("vrrp_notify_priority_changes", notifyPriorityChanges)
        block.add("rs_init_notifies", notifiesInitialServers)
        block.flag("fifo_write_vrrp_states_on_reload", writesStatesOnReload)
        block.add("startup_script", startupScript?.command)
        block.add("startup_script_timeout", startupScript?.timeout)
        block.add("shutdown_script", shutdownScript?.command)
        block.add("shutdown_script_timeout", shutdownScript?.timeout)
    }
}

extension NotifyFIFO {
    fileprivate func write(to block: inout StatementList, _ keyword: String) {
        block.line([keyword, path] + [user, group].compactMap(\.self))
        block.add("\(keyword)_script", script)
    }
}

extension Configuration {
    /// The prefixes of interfaces' names, which every instance has from `global_defs`.
    func writePrefixes(to block: inout StatementList) {
        guard let line = vrrpInstances.lazy.compactMap(\.virtualMAC).first else { return }
        block.add("vmac_prefix", line.namePrefix)
        block.add("vmac_addr_prefix", line.addressNamePrefix)
    }
}

extension AnnouncementTimes {
    /// What `global_defs` and instances both have.
    func write(to block: inout StatementList, prefix: String = "") {
        block.add("\(prefix)garp_master_delay", masterDelay)
        block.add("\(prefix)garp_master_repeat", masterRepeat)
        block.add("\(prefix)garp_master_refresh", masterRefresh)
        block.add("\(prefix)garp_master_refresh_repeat", masterRefreshRepeat)
        block.add("\(prefix)garp_lower_prio_delay", lowerPriorityDelay)
        block.add("\(prefix)garp_lower_prio_repeat", lowerPriorityRepeat)
    }
}

extension LifetimeSetting {
    /// Nil: there is no word for it.
    var number: UInt32? {
        switch self {
        case .automatic: nil
        case .off: 0
        case .seconds(let seconds): seconds
        }
    }
}

extension Nanoseconds {
    /// Nil for a time that means none.
    var ifAny: Nanoseconds? { self > .zero ? self : nil }
}
