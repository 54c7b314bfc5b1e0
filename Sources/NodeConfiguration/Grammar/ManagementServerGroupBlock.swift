import Deadlines

/// A `management_server_group` block as it stands in the file.
struct ManagementServerGroupDraft {
    let name: Word
    var algorithm = Setting<String>()
    var checkInterval = Setting<Nanoseconds>()
    var defaultPort = Setting<UInt16>()
    var agentExpiry = Setting<Nanoseconds>()
    var agentHeartbeat = Setting<Nanoseconds>()
    var maxMovesPerSecond = Setting<Int>()
    var maxAgents = Setting<Int>()
    var maxNewAgentsPerSecond = Setting<Int>()
    var peers: [PeerDraft] = []
    var servers: [ManagementServerDraft] = []
    var agents: [AgentDraft] = []
    var clusters: [ClusterDraft] = []
}

/// `peer URL [{ … }]`.
struct PeerDraft {
    let address: APIAddress
    let position: SourceOffset
    var tokenFile = Setting<String>()
    var authorityFile = Setting<String>()
}

/// `server HOST [PORT] [{ … }]`, or one of `host HOST,HOST…`.
struct ManagementServerDraft: Checked {
    let host: String
    /// Nil: the group's default.
    let port: UInt16?
    let position: SourceOffset
    /// Whether the platform's own list names it, which may name a server twice.
    var isListed = false
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
        Keyword.value("algorithm", .choice(ManagementServerGroup.algorithms), \.algorithm)
        Keyword.value("check_interval", .seconds(from: .zero), \.checkInterval)
        Keyword.value("default_port", .integer(1...65_535), \.defaultPort)
        Keyword.value("agent_expiry", .seconds(from: .zero), \.agentExpiry)
        Keyword.value("agent_heartbeat", .seconds(from: .zero), \.agentHeartbeat)
        Keyword.value("max_moves_per_second", .integer(0...1_000_000), \.maxMovesPerSecond)
        Keyword.value("max_agents", .integer(1...10_000_000), \.maxAgents)
        Keyword.value("max_new_agents_per_second", .integer(0...1_000_000), \.maxNewAgentsPerSecond)
        Keyword("peer", [Argument.apiAddress.kind]) { statement, draft, context in
            if let peer = readPeer(statement, &context) { draft.peers.append(peer) }
        }
        Keyword("host", [hostList.kind]) { statement, draft, context in
            draft.servers += readHosts(statement, &context)
        }
        Keyword("server", [.hostName, .integer(1...65_535)]) { statement, draft, context in
            if let server = readServer(statement, &context) { draft.servers.append(server) }
        }
        Keyword("agent", [Argument.agentID.kind]) { statement, draft, context in
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

    static let peerTable = KeywordTable<PeerDraft>(.peer) {
        Keyword.value("token_file", .filePath(standardName: "agents.token"), \.tokenFile)
        Keyword.value("ca_file", .filePath(standardName: "ca.pem"), \.authorityFile)
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

    private static let hostList = Argument<String>(.word("a list of hosts, separated by commas")) { $0 }

    /// The platform's own spelling: one list, in which blanks and empty pieces have no meaning.
    private static func readHosts(
        _ statement: Statement, _ context: inout ReadingContext
    ) -> [ManagementServerDraft] {
        context.refuseBlock(of: statement)
        guard context.required(hostList, at: 0, of: statement) != nil else { return [] }
        for (word, next) in zip(statement.arguments, statement.arguments.dropFirst())
        where word.text.last != "," && next.text.first != "," {
            context.error("'host' needs a comma before '\(next.text)'", at: next.position)
        }
        let hosts = statement.arguments.map(\.text).joined().split(separator: ",").map(String.init)
        if hosts.isEmpty { context.error("'host' names no server", at: statement.position) }
        return hosts.compactMap { host in
            guard Argument.hostName.read(host) != nil else {
                context.error("'host' takes \(ArgumentKind.hostName), not '\(host)'", at: statement.position)
                return nil
            }
            return ManagementServerDraft(host: host, port: nil, position: statement.position, isListed: true)
        }
    }

    private static func readPeer(_ statement: Statement, _ context: inout ReadingContext) -> PeerDraft? {
        if let url = statement.arguments.first, APIAddress.isPlainElsewhere(url.text) {
            context.error(
                "plain HTTP is for loopback alone, or the token would be sent in clear: 'peer' needs https://HOST:PORT",
                at: url.position)
            return nil
        }
        let url = context.required(.apiAddress, at: 0, of: statement)
        context.refuseWords(after: 1, of: statement)
        guard let address = url else { return nil }
        var draft = PeerDraft(address: address, position: statement.position)
        if let block = statement.block { peerTable.read(block.statements, into: &draft, &context) }
        return draft
    }

    private static func readAgent(_ statement: Statement, _ context: inout ReadingContext) -> AgentDraft? {
        guard let id = readName(.agentID, of: statement, &context) else { return nil }
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

extension Argument<String> {
    /// An agent's id: the limits of the ids that register themselves.
    fileprivate static let agentID = Argument(.word("an agent's id of at most 255 bytes")) { text in
        (1...255).contains(text.utf8.count) && text.utf8.allSatisfy { $0 >= 0x20 && $0 != 0x7F } ? text : nil
    }
}

extension Argument<APIAddress> {
    static let apiAddress = Argument(.word(APIAddress.forms)) { APIAddress($0) }
}
