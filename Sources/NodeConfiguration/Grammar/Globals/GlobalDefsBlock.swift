import Deadlines

/// `global_defs` as it stands in the file; the block may come several times.
struct GlobalDefsDraft {
    var routerID = Setting<String>()
    var auditInterval = Setting<Nanoseconds>()
    var drainTimeout = Setting<Nanoseconds>()
    var ipvsSysctls = IPVSSysctlDraft()
    var flushesAtStart = Setting<Bool>()
    var flushesAtStop = Setting<Bool>()
    var logsAllFailures = Setting<Bool>()
    var stateDumpFile = Setting<String>()
    var statisticsDumpFile = Setting<String>()
    var jsonDumpFile = Setting<String>()
    var vrrp = VRRPGlobalsDraft()
    var scripts = ScriptGlobalsDraft()
    var packetFilter = PacketFilterDraft()
    var mail = MailGlobalsDraft()
    var connections = ConnectionDraft()
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
        Keyword.boolean("checker_log_all_failures", \.logsAllFailures)
        Keyword.value("state_dump_file", .filePath(standardName: "keepalived.data"), \.stateDumpFile)
        Keyword.value("stats_dump_file", .filePath(standardName: "keepalived.stats"), \.statisticsDumpFile)
        Keyword.value("json_dump_file", .filePath(standardName: "keepalived.json"), \.jsonDumpFile)
        // What these two do is done before keywords are read.
        Keyword("include_check", [includeCheck.kind]) { statement, _, context in
            for word in statement.arguments { _ = context.read(word, as: includeCheck, of: statement.keyword) }
            context.refuseBlock(of: statement)
        }
        Keyword("random_seed", [Argument.integer(0...Int(UInt32.max)).kind]) { statement, _, context in
            _ = context.required(.integer(0...Int(UInt32.max)), at: 0, of: statement)
            context.refuseWords(after: 1, of: statement)
            context.refuseBlock(of: statement)
        }
        Keyword.vrrp
        Keyword.scripts
        Keyword.packetFilter
        Keyword.mail
        Keyword.connections
    }

    private static let includeCheck = Argument<Bool>(.choice(IncludeChecks.words.keys.sorted())) { text in
        let word = text.hasPrefix("+") || text.hasPrefix("-") ? String(text.dropFirst()) : text
        return IncludeChecks.words[word].map { _ in true }
    }

    /// `VS`: only the services of the file go at a stop, which they do in any case.
    private static let onlyOwn = Argument<Bool>(.choice(["VS"])) { $0 == "VS" ? false : nil }
}
