/// What the blocks of a file say, before defaults and inheritance.
struct ConfigurationDraft {
    var globals = GlobalDefsDraft()
    var vrrpInstances: [VRRPInstanceDraft] = []
    var virtualServers = VirtualServerList()
    var managementServerGroups: [ManagementServerGroupDraft] = []
}

/// The keywords outside any block.
enum TopLevel {
    static let table = KeywordTable<ConfigurationDraft>(.topLevel) {
        Keyword("global_defs") { statement, draft, context in
            context.refuseWords(after: 0, of: statement)
            guard let block = context.requiredBlock(of: statement) else { return }
            GlobalDefsBlock.table.read(block.statements, into: &draft.globals, &context)
        }
        Keyword("vrrp_instance", [.word("a name")]) { statement, draft, context in
            if let instance = VRRPInstanceBlock.read(statement, &context) { draft.vrrpInstances.append(instance) }
        }
        Keyword("virtual_server", [.address, .integer(0...65_535)]) { statement, draft, context in
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
    }
}
