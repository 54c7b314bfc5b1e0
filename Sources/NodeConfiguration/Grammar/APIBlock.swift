import Addresses

/// An `api` block as it stands in the file.
struct APIDraft: Sendable {
    /// One `listen` line.
    struct Listen: Sendable {
        let endpoint: Endpoint
        let position: SourceOffset
    }

    let position: SourceOffset
    var listens: [Listen] = []
    var certificate = Setting<String>()
    var key = Setting<String>()
    var tokenFile = Setting<String>()
    var serverNames: [String] = []
}

/// The keywords of `api`.
enum APIBlock {
    static let table = KeywordTable<APIDraft>(.api) {
        Keyword("listen", [.address, .integer(1...65_535)]) { statement, draft, context in
            let address = context.required(Argument<IPAddress>.address, at: 0, of: statement)
            let port = context.required(Argument<UInt16>.integer(1...65_535), at: 1, of: statement)
            context.refuseWords(after: 2, of: statement)
            context.refuseBlock(of: statement)
            guard let address, let port else { return }
            draft.listens.append(
                APIDraft.Listen(endpoint: Endpoint(address, port: port), position: statement.position))
        }
        Keyword.value("certificate", .filePath(standardName: "api.pem"), \.certificate)
        Keyword.value("key", .filePath(standardName: "api.key"), \.key)
        Keyword.value("token_file", .filePath(standardName: "agents.token"), \.tokenFile)
        Keyword("server_name", [.hostName]) { statement, draft, context in
            let name = context.required(Argument.hostName, at: 0, of: statement)
            context.refuseWords(after: 1, of: statement)
            context.refuseBlock(of: statement)
            if let name { draft.serverNames.append(name.lowercased()) }
        }
    }

    static func read(_ statement: Statement, _ context: inout ReadingContext) -> APIDraft? {
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return nil }
        var draft = APIDraft(position: statement.position)
        table.read(block.statements, into: &draft, &context)
        return draft
    }
}
