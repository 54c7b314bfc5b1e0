import Deadlines

/// A `management_server_group` block as it stands in the file.
struct ManagementServerGroupDraft {
    let name: Word
    var algorithm = Setting<String>()
    var checkInterval = Setting<Nanoseconds>()
    var defaultPort = Setting<UInt16>()
    var servers: [ManagementServerDraft] = []
    var agents: [AgentDraft] = []
    var clusters: [ClusterDraft] = []
}

/// `server HOST [PORT] [{ … }]`.
struct ManagementServerDraft: Checked {
    let host: String
    /// Nil: the group's default.
    let port: UInt16?
    let position: SourceOffset
    var weight = Setting<Int>()
    var drain = Setting<Bool>()
    var checks: [CheckDraft] = []
}

/// `agent ID [{ … }]`.
struct AgentDraft {
    let id: Word
    var zone = Setting<String>()
    var cluster = Setting<String>()
}

/// `cluster NAME { … }`.
struct ClusterDraft {
    let name: Word
    var checkInterval = Setting<Nanoseconds>()
}

/// The keywords of `management_server_group`.
enum ManagementServerGroupBlock {
    static let table = KeywordTable<ManagementServerGroupDraft>(.managementServerGroup) {
        Keyword.value("algorithm", .choice(["static", "roundrobin", "shuffle"]), \.algorithm)
        Keyword.value("check_interval", .seconds(from: .zero), \.checkInterval)
        Keyword.value("default_port", .integer(1...65_535), \.defaultPort)
        Keyword("server", [.hostName, .integer(1...65_535)]) { statement, draft, context in
            if let server = readServer(statement, &context) { draft.servers.append(server) }
        }
        Keyword("agent", [.word("an agent's id")]) { statement, draft, context in
            if let agent = readAgent(statement, &context) { draft.agents.append(agent) }
        }
        Keyword("cluster", [.word("a name")]) { statement, draft, context in
            if let cluster = readCluster(statement, &context) { draft.clusters.append(cluster) }
        }
    }

    static let serverTable = KeywordTable<ManagementServerDraft>(.managementServer) {
        Keyword.value("weight", .integer(0...65_535), \.weight)
        Keyword.flag("drain", \.drain)
        Keyword.checks
    }

    static let agentTable = KeywordTable<AgentDraft>(.agent) {
        Keyword.value("zone", .word("a zone's name"), \.zone)
        Keyword.value("cluster", .word("a cluster's name"), \.cluster)
    }

    static let clusterTable = KeywordTable<ClusterDraft>(.cluster) {
        Keyword.value("check_interval", .seconds(from: .zero), \.checkInterval)
    }

    /// Reads `management_server_group NAME { … }`; nil where it has no name or no block.
    static func read(_ statement: Statement, _ context: inout ReadingContext) -> ManagementServerGroupDraft? {
        guard let name = readName(.word("a name"), of: statement, &context),
            let block = context.requiredBlock(of: statement)
        else { return nil }
        var draft = ManagementServerGroupDraft(name: name)
        table.read(block.statements, into: &draft, &context)
        return draft
    }

    private static func readServer(
        _ statement: Statement, _ context: inout ReadingContext
    ) -> ManagementServerDraft? {
        let host = context.required(.hostName, at: 0, of: statement)
        var port: UInt16?
        if statement.arguments.count > 1 { port = context.required(.integer(1...65_535), at: 1, of: statement) }
        context.refuseWords(after: 2, of: statement)
        var draft = ManagementServerDraft(host: host ?? "", port: port, position: statement.position)
        if let block = statement.block { serverTable.read(block.statements, into: &draft, &context) }
        return host == nil ? nil : draft
    }

    private static func readAgent(_ statement: Statement, _ context: inout ReadingContext) -> AgentDraft? {
        guard let id = readName(.word("an agent's id"), of: statement, &context) else { return nil }
        var draft = AgentDraft(id: id)
        if let block = statement.block { agentTable.read(block.statements, into: &draft, &context) }
        return draft
    }

    private static func readCluster(_ statement: Statement, _ context: inout ReadingContext) -> ClusterDraft? {
        guard let name = readName(.word("a name"), of: statement, &context),
            let block = context.requiredBlock(of: statement)
        else { return nil }
        var draft = ClusterDraft(name: name)
        clusterTable.read(block.statements, into: &draft, &context)
        return draft
    }

    /// The one argument of a keyword, as a word with its place.
    private static func readName(
        _ argument: Argument<String>, of statement: Statement, _ context: inout ReadingContext
    ) -> Word? {
        let name = context.required(argument, at: 0, of: statement)
        context.refuseWords(after: 1, of: statement)
        return name == nil ? nil : statement.arguments.first
    }
}
