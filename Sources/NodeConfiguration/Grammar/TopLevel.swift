/// What the blocks of a file say, before defaults and inheritance.
struct ConfigurationDraft {
    var namespace = Setting<String>()
    var ipvsNamespace = Setting<String>()
    var globals = GlobalDefsDraft()
    var vrrpInstances: [VRRPInstanceDraft] = []
    var syncGroups: [SyncGroupDraft] = []
    var trackers = TrackerDrafts()
    var trackGroups: [TrackGroupDraft] = []
    var staticAddresses: [AddressLineDraft] = []
    var staticRoutes: [RouteLineDraft] = []
    var staticRules: [RuleLineDraft] = []
    var garpGroups: [GARPGroupDraft] = []
    var interfaceDelays: [InterfaceDelayDraft] = []
    var virtualServers = VirtualServerList()
    var managementServerGroups: [ManagementServerGroupDraft] = []
    var topologies: [TopologyDraft] = []
    var apis: [APIDraft] = []
    var tlsBlocks: [TLSDraft] = []
}

/// The keywords outside any block.
enum TopLevel {
    static let table = KeywordTable<ConfigurationDraft>(.topLevel) {
        Keyword.value("net_namespace", .namespaceName, \.namespace)
        Keyword.optional("net_namespace_ipvs", .namespaceName, standard: "", \.ipvsNamespace)
        Keyword("global_defs") { statement, draft, context in
            context.refuseWords(after: 0, of: statement)
            guard let block = context.requiredBlock(of: statement) else { return }
            GlobalDefsBlock.table.read(block.statements, into: &draft.globals, &context)
        }
        Keyword.named("vrrp_instance", VRRPInstanceBlock.table, { VRRPInstanceDraft(name: $0) }) { block, draft in
            draft.vrrpInstances.append(block)
        }
        Keyword.named("vrrp_sync_group", SyncGroupKeywords.table, { SyncGroupDraft(name: $0) }) { block, draft in
            draft.syncGroups.append(block)
        }
        trackers
        staticEntries
        interfaces
        Keyword("virtual_server_group", [.word("a name")]) { statement, draft, context in
            if let group = VirtualServerGroupBlock.read(statement, &context) {
                draft.virtualServers.append(group, &context)
            }
        }
        Keyword("virtual_server", [.address, .integer(0...65_535)]) { statement, draft, context in
            context.trackFiles = draft.trackers.files
            // Completed at once, so that a large file's drafts are never in memory together.
            if let server = VirtualServerBlock.read(statement, &context) {
                draft.virtualServers.append(server, &context)
            }
        }
        Keyword("management_server_group", [.word("a name")]) { statement, draft, context in
            if let group = ManagementServerGroupBlock.read(statement, &context) {
                draft.managementServerGroups.append(group)
            }
        }
        Keyword("topology") { statement, draft, context in
            if let topology = TopologyBlock.read(statement, &context) { draft.topologies.append(topology) }
        }
        Keyword("SSL") { statement, draft, context in
            if let block = TLSBlock.read(statement, &context) { draft.tlsBlocks.append(block) }
        }
        Keyword("api") { statement, draft, context in
            if let api = APIBlock.read(statement, &context) { draft.apis.append(api) }
        }
    }

    @KeywordList<ConfigurationDraft> private static var trackers: [Keyword<ConfigurationDraft>] {
        Keyword.named("vrrp_script", TrackScriptBlock.table, { TrackScriptDraft(name: $0) }) { block, draft in
            draft.trackers.scripts.append(block)
        }
        Keyword.named("track_file", TrackFileBlock.table, { TrackFileDraft(name: $0) }) { block, draft in
            draft.trackers.files.append(block)
        }
        // keepalived's old name of track_file.
        Keyword.named("vrrp_track_file", TrackFileBlock.table, { TrackFileDraft(name: $0) }) { block, draft in
            draft.trackers.files.append(block)
        }
        Keyword.named("vrrp_track_process", TrackProcessBlock.table, { TrackProcessDraft(name: $0) }) { block, draft in
            draft.trackers.processes.append(block)
        }
    }

    @KeywordList<ConfigurationDraft> private static var staticEntries: [Keyword<ConfigurationDraft>] {
        Keyword.named("track_group", TrackGroupBlock.table, { TrackGroupDraft(name: $0) }) { block, draft in
            draft.trackGroups.append(block)
        }
        Keyword("static_ipaddress") { statement, draft, context in
            draft.staticAddresses += AddressLineBlock.read(statement, .static, &context)
        }
        Keyword("static_routes") { statement, draft, context in
            draft.staticRoutes += RouteLineBlock.read(statement, .static, &context)
        }
        Keyword("static_rules") { statement, draft, context in
            draft.staticRules += RuleLineBlock.read(statement, .static, &context)
        }
    }

    @KeywordList<ConfigurationDraft> private static var interfaces: [Keyword<ConfigurationDraft>] {
        Keyword("garp_group") { statement, draft, context in
            context.refuseWords(after: 0, of: statement)
            guard let block = context.requiredBlock(of: statement) else { return }
            var group = GARPGroupDraft(position: statement.position)
            GARPGroupBlock.table.read(block.statements, into: &group, &context)
            draft.garpGroups.append(group)
        }
        Keyword.lines("interface_up_down_delays") { line, draft, context throws(BadLine) in
            draft.interfaceDelays.append(try InterfaceDelayDraft.read(line, &context))
        }
    }
}
