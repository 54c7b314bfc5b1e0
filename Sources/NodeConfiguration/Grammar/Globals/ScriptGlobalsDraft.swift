import Deadlines

/// The keywords of `global_defs` that are about scripts and FIFOs.
struct ScriptGlobalsDraft {
    var user = Setting<ScriptUser>()
    var security = Setting<Bool>()
    var keepsSymbolicLinks = Setting<Bool>()
    var supplementaryGroups = Setting<Bool>()
    var fifo = FIFODraft()
    var vrrpFIFO = FIFODraft()
    var lvsFIFO = FIFODraft()
    var priorityChanges = Setting<Bool>()
    var statesOnReload = Setting<Bool>()
    var initialServers = Setting<Bool>()
    var startup = LifeScriptDraft()
    var shutdown = LifeScriptDraft()
}

/// `startup_script` or `shutdown_script`, and its time.
struct LifeScriptDraft {
    var script = Setting<Command>()
    var timeout = Setting<Nanoseconds>()
}

private let lifeScriptTimeout = Argument<Nanoseconds>.seconds(.seconds(1) ... .seconds(1_000))

extension Keyword<GlobalDefsDraft> {
    @KeywordList<GlobalDefsDraft> static var scripts: [Keyword] {
        Keyword("script_user", [.word("a user"), .word("a group")]) { statement, draft, context in
            context.store(context.scriptUser(of: statement), of: statement, in: &draft.scripts.user)
        }
        Keyword.flag("enable_script_security", \.scripts.security)
        Keyword.boolean("use_symlink_paths", \.scripts.keepsSymbolicLinks)
        Keyword.boolean("set_supplementary_groups", \.scripts.supplementaryGroups)
        Keyword.fifo("notify_fifo", \.scripts.fifo)
        Keyword.fifo("vrrp_notify_fifo", \.scripts.vrrpFIFO)
        Keyword.fifo("lvs_notify_fifo", \.scripts.lvsFIFO)
        Keyword.boolean("vrrp_notify_priority_changes", \.scripts.priorityChanges)
        Keyword.flag("fifo_write_vrrp_states_on_reload", \.scripts.statesOnReload)
        Keyword.boolean("rs_init_notifies", \.scripts.initialServers)
        Keyword.command("startup_script", \.scripts.startup.script)
        Keyword.value("startup_script_timeout", lifeScriptTimeout, \.scripts.startup.timeout)
        Keyword.command("shutdown_script", \.scripts.shutdown.script)
        Keyword.value("shutdown_script_timeout", lifeScriptTimeout, \.scripts.shutdown.timeout)
    }
}
