import Addresses
import Mail
import NodeConfiguration
import Topology

// What a reload tells of everything that is there once: the node's own settings, and blocks of ours.

extension GlobalDefinitions: ChangeableObject {
    var changeName: String { "global_defs" }
    var changeSummary: String { "" }

    func isUnchanged(in other: GlobalDefinitions) -> Bool { alone == other.alone }

    var facts: [ChangeFact] {
        let own = alone
        return own.nodeFacts + own.vrrpFacts + own.scriptFacts + own.mailFacts
            + own.ipvsSysctls.map { ChangeFact("lvs_sysctl", showing: "\($0.name) \($0.value)", value: $0) }
    }

    private var nodeFacts: [ChangeFact] {
        [
            ChangeFact("router_id", routerID), ChangeFact("ipvs_audit_interval", auditInterval),
            ChangeFact(flag: "lvs_flush", flushesAtStart), ChangeFact(flag: "lvs_flush_on_stop", flushesAtStop),
            ChangeFact("state_dump_file", dumpFiles.state), ChangeFact("stats_dump_file", dumpFiles.statistics),
            ChangeFact("json_dump_file", dumpFiles.json),
        ]
    }

    private var vrrpFacts: [ChangeFact] {
        [
            ChangeFact("vrrp_wait_for_services", vrrpWaitForServices),
            ChangeFact("vrrp_garp_interval", announcements.garpInterval),
            ChangeFact("vrrp_gna_interval", announcements.gnaInterval),
            ChangeFact("vrrp_startup_delay", startupDelay), ChangeFact("vrrp_delay_after_boot", delayAfterBoot),
            ChangeFact("nftables", packetFilter.tableName), ChangeFact("nftables_priority", packetFilter.priority),
            ChangeFact(flag: "nftables_counters", packetFilter.counts),
            ChangeFact("vrrp_priority", vrrpThread.niceValue),
            ChangeFact("vrrp_rt_priority", vrrpThread.realTimePriority),
            ChangeFact("vrrp_rlimit_rttime", vrrpThread.realTimeLimit),
            ChangeFact(flag: "vrrp_no_swap", vrrpThread.isLocked),
            ChangeFact(
                "vrrp_cpu_affinity",
                showing: vrrpThread.processors.isEmpty
                    ? nil : vrrpThread.processors.map(String.init).joined(separator: " "),
                value: vrrpThread.processors),
        ]
    }

    private var mailFacts: [ChangeFact] {
        [
            ChangeFact(
                "notification_email", showing: mail.recipients.map(\.description).joined(separator: " "),
                value: mail.recipients),
            ChangeFact("notification_email_from", mail.sender?.description),
            ChangeFact("smtp_server", showing: mail.server.map { "\($0.host) \($0.port)" }, value: mail.server),
            ChangeFact("smtp_connect_timeout", mail.timeout), ChangeFact("smtp_helo_name", mail.heloName),
            ChangeFact("smtp_alert", mail.alerts), ChangeFact("smtp_alert_vrrp", mail.vrrpAlerts),
            ChangeFact("smtp_alert_checker", mail.checkerAlerts), ChangeFact(flag: "no_email_faults", mail.omitsFaults),
            ChangeFact(flag: "no_checker_emails", mail.omitsChecks),
            ChangeFact(flag: "rs_init_notifies", notifiesInitialServers),
            ChangeFact(
                "lvs_sync_daemon", showing: syncDaemon.map { "\($0.interface) id \($0.syncID)" }, value: syncDaemon),
            ChangeFact("lvs_timeouts", showing: connectionTimeouts.map { "\($0)" }, value: connectionTimeouts),
            ChangeFact(flag: "checker_log_all_failures", logsAllFailures),
        ]
    }

    private var scriptFacts: [ChangeFact] {
        func fifo(_ keyword: String, _ fifo: NotifyFIFO?) -> ChangeFact {
            ChangeFact(
                keyword,
                showing: fifo.map { ([$0.path] + [$0.script?.changeText].compactMap(\.self)).joined(separator: " ") },
                value: fifo)
        }
        func life(_ keyword: String, _ script: LifeScript?) -> ChangeFact {
            ChangeFact(keyword, showing: script.map { "\($0.command.changeText) within \($0.timeout)" }, value: script)
        }
        return [
            ChangeFact("script_user", showing: scriptUser?.user, value: scriptUser),
            ChangeFact(flag: "enable_script_security", enablesScriptSecurity),
            ChangeFact(flag: "use_symlink_paths", keepsSymbolicLinks),
            ChangeFact(flag: "set_supplementary_groups", setsSupplementaryGroups),
            fifo("notify_fifo", notifyFIFO), fifo("vrrp_notify_fifo", vrrpNotifyFIFO),
            fifo("lvs_notify_fifo", lvsNotifyFIFO),
            ChangeFact(flag: "fifo_write_vrrp_states_on_reload", writesStatesOnReload),
            life("startup_script", startupScript), life("shutdown_script", shutdownScript),
        ]
    }
}

extension NamespaceChoice: ChangeableObject {
    var changeName: String { "namespace" }
    var changeSummary: String { name.isEmpty ? "that of the daemon's start" : name }
    var facts: [ChangeFact] { [ChangeFact("name", name)] }

    func isUnchanged(in other: NamespaceChoice) -> Bool { name == other.name }
}

extension GARPGroup: ChangeableObject {
    var changeName: String { interfaces.map(\.description).joined(separator: " ") }
    var changeSummary: String { "garp_interval \(garpInterval), gna_interval \(gnaInterval)" }
    var facts: [ChangeFact] { [] }

    func isUnchanged(in other: GARPGroup) -> Bool { self == other }
}

extension InterfaceDelay: ChangeableObject {
    var changeName: String { "\(interface)" }
    var changeSummary: String { "down \(down), up \(up)" }
    var facts: [ChangeFact] { [ChangeFact("down", down), ChangeFact("up", up)] }

    func isUnchanged(in other: InterfaceDelay) -> Bool { self == other }
}

extension TopologySettings: ChangeableObject {
    var changeName: String { "topology" }
    var changeSummary: String { file.map { "from \($0)" } ?? "over the control API" }

    var facts: [ChangeFact] {
        [
            ChangeFact("file", file),
            ChangeFact(
                "service_virtual_ips",
                showing: mapping.entries.map { "\($0.service)|\($0.address)" }.joined(separator: ","), value: mapping),
            ChangeFact("filters", showing: nil, value: filter), ChangeFact("lvs_sched", scheduler),
            ChangeFact("lvs_method", method.description), ChangeFact("persistence_timeout", persistenceTimeout),
            ChangeFact("delay_loop", delayLoop), ChangeFact("drain_timeout", drainTimeout),
            ChangeFact("weight", weight), ChangeFact("vrrp_instance", vrrpInstance),
            ChangeFact("checks", showing: "\(checks.count)", value: checks),
        ]
    }

    func isUnchanged(in other: TopologySettings) -> Bool { withoutPlace == other.withoutPlace }
}

extension TLSSettings: ChangeableObject {
    var changeName: String { "SSL" }
    var changeSummary: String { authorityFile.map { "trusts \($0)" } ?? "trusts what the host does" }

    var facts: [ChangeFact] {
        [
            ChangeFact("ca", authorityFile), ChangeFact("certificate", certificateFile), ChangeFact("key", keyFile),
            ChangeFact("password", showing: nil, value: password),
        ]
    }

    func isUnchanged(in other: TLSSettings) -> Bool { self == other }
}

extension NetworkAPI: ChangeableObject {
    var changeName: String { "api" }
    var changeSummary: String { "listens on \(listens.map(\.description).joined(separator: " "))" }

    var facts: [ChangeFact] {
        listens.map { ChangeFact("listen", $0) } + [
            ChangeFact("certificate", identity?.certificate), ChangeFact("key", identity?.key),
            ChangeFact("token_file", tokenFile), ChangeFact("server_name", serverNames.joined(separator: " ")),
        ]
    }

    func isUnchanged(in other: NetworkAPI) -> Bool { withoutPlace == other.withoutPlace }
}

extension ManagementServerGroup: ChangeableObject {
    var changeName: String { name }
    var changeSummary: String {
        "\(algorithm) over \(servers.map(\.host).joined(separator: " "))"
    }

    var facts: [ChangeFact] {
        [
            ChangeFact("algorithm", algorithm), ChangeFact("check_interval", checkInterval),
            ChangeFact("default_port", defaultPort), ChangeFact("agent_expiry", agentExpiry),
            ChangeFact("agent_heartbeat", agentHeartbeat), ChangeFact("max_moves_per_second", maxMovesPerSecond),
            ChangeFact("max_agents", maxAgents), ChangeFact("max_new_agents_per_second", maxNewAgentsPerSecond),
        ]
            + servers.map { server in
                let text = "\(server.host):\(server.port) weight \(server.weight)\(server.draining ? " drain" : "")"
                return ChangeFact("server", showing: text, value: server)
            }
            + agents.map { ChangeFact("agent", showing: "\($0.id) zone \($0.zone)", value: $0) }
            + clusters.map { ChangeFact("cluster", showing: "\($0.name) \($0.checkInterval)", value: $0) }
            + peers.map { ChangeFact("peer", showing: "\($0.address)", value: $0) }
    }

    func isUnchanged(in other: ManagementServerGroup) -> Bool {
        algorithm == other.algorithm && checkInterval == other.checkInterval && defaultPort == other.defaultPort
            && servers == other.servers && agents == other.agents && clusters == other.clusters
            && agentExpiry == other.agentExpiry && agentHeartbeat == other.agentHeartbeat
            && maxMovesPerSecond == other.maxMovesPerSecond && maxAgents == other.maxAgents
            && maxNewAgentsPerSecond == other.maxNewAgentsPerSecond && peers == other.peers
    }
}
