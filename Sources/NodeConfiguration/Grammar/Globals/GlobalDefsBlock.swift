import Deadlines

/// `global_defs` as it stands in the file; the block may come several times.
struct GlobalDefsDraft {
    var routerID = Setting<String>()
    var auditInterval = Setting<Nanoseconds>()
    var drainTimeout = Setting<Nanoseconds>()
    var ipvsSysctls = IPVSSysctlDraft()
    var flushesAtStart = Setting<Bool>()
    var flushesAtStop = Setting<Bool>()
    var stateDumpFile = Setting<String>()
    var statisticsDumpFile = Setting<String>()
    var jsonDumpFile = Setting<String>()
    var vrrp = VRRPGlobalsDraft()
    var scripts = ScriptGlobalsDraft()
    var packetFilter = PacketFilterDraft()
}

/// The keywords of `global_defs`.
enum GlobalDefsBlock {
    static let table = KeywordTable<GlobalDefsDraft>(.globalDefs) {
        Keyword.value("router_id", .word("a name"), \.routerID)
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
        Keyword.vrrp
        Keyword.scripts
        Keyword.packetFilter
    }

    /// `VS`: only the services of the file go at a stop, which they do in any case.
    private static let onlyOwn = Argument<Bool>(.choice(["VS"])) { $0 == "VS" ? false : nil }
}
