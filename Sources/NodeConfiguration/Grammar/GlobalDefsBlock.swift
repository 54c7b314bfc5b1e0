import Deadlines

/// `global_defs` as it stands in the file; the block may come several times.
struct GlobalDefsDraft {
    var routerID = Setting<String>()
    var vrrpVersion = Setting<Int>()
    var waitForServices = Setting<Nanoseconds>()
    var auditInterval = Setting<Nanoseconds>()
    var drainTimeout = Setting<Nanoseconds>()
    var ipvsSysctls = IPVSSysctlDraft()
    var flushesAtStart = Setting<Bool>()
    var flushesAtStop = Setting<Bool>()
    var stateDumpFile = Setting<String>()
    var statisticsDumpFile = Setting<String>()
    var jsonDumpFile = Setting<String>()
    var announcements = AnnouncementDraft()
    /// `vrrp_min_garp`: one message, no second burst, unless set otherwise.
    var minimalAnnouncements = Setting<Bool>()
}

/// The keywords of `global_defs`.
enum GlobalDefsBlock {
    static let table = KeywordTable<GlobalDefsDraft>(.globalDefs) {
        Keyword.value("router_id", .word("a name"), \.routerID)
        Keyword.value("vrrp_version", .integer(2...3), \.vrrpVersion)
        Keyword.value("vrrp_wait_for_services", .seconds(from: .zero), \.waitForServices)
        Keyword.value("ipvs_audit_interval", .seconds(from: .zero), \.auditInterval)
        Keyword.value("drain_timeout", .seconds(from: .zero), \.drainTimeout)
        Keyword("lvs_sysctl") { statement, draft, context in
            IPVSSysctlBlock.read(statement, into: &draft.ipvsSysctls, &context)
        }
        Keyword.flag("lvs_flush", \.flushesAtStart)
        Keyword.optional("lvs_flush_on_stop", onlyOwn, standard: true, \.flushesAtStop)
        // keepalived's old name of lvs_flush_on_stop.
        Keyword.optional("lvs_flush_onstop", onlyOwn, standard: true, \.flushesAtStop)
        Keyword.value("state_dump_file", .filePath(standardName: "keepalived.data"), \.stateDumpFile)
        Keyword.value("stats_dump_file", .filePath(standardName: "keepalived.stats"), \.statisticsDumpFile)
        Keyword.value("json_dump_file", .filePath(standardName: "keepalived.json"), \.jsonDumpFile)
        Keyword.value("vrrp_garp_master_delay", AnnouncementDraft.delay, \.announcements.masterDelay)
        Keyword.value("vrrp_garp_master_repeat", AnnouncementDraft.count, \.announcements.masterRepeat)
        Keyword.value("vrrp_garp_master_refresh", AnnouncementDraft.delay, \.announcements.masterRefresh)
        Keyword.value("vrrp_garp_master_refresh_repeat", AnnouncementDraft.count, \.announcements.masterRefreshRepeat)
        Keyword.value("vrrp_garp_lower_prio_delay", AnnouncementDraft.delay, \.announcements.lowerPriorityDelay)
        Keyword.value("vrrp_garp_lower_prio_repeat", AnnouncementDraft.countOrNone, \.announcements.lowerPriorityRepeat)
        spacing("vrrp_garp_interval", \.announcements.garpInterval)
        spacing("vrrp_gna_interval", \.announcements.gnaInterval)
        Keyword.boolean("vrrp_min_garp", \.minimalAnnouncements)
    }

    /// `VS`: only the services of the file go at a stop, which they do in any case.
    private static let onlyOwn = Argument<Bool>(.choice(["VS"])) { $0 == "VS" ? false : nil }

    /// A time between two announcements. It is read, and said to be without effect unless it is zero: announcements
    /// leave in bursts.
    private static func spacing(
        _ name: String, _ path: Keyword<GlobalDefsDraft>.Destination<Nanoseconds>
    ) -> Keyword<GlobalDefsDraft> {
        let value = Keyword.value(name, AnnouncementDraft.interval, path)
        return Keyword(name, value.arguments) { statement, draft, context in
            value.apply(statement, &draft, &context)
            guard let interval = draft[keyPath: path].value, interval > .zero else { return }
            context.warning(
                "'\(name)' has no effect in swiftlvsd: announcements are not spaced", at: statement.position)
        }
    }
}
