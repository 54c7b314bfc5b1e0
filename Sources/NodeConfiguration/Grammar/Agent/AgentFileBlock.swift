import Deadlines

/// The keywords of `swiftlvs-agent`'s file.
enum AgentFileBlock {
    static let table = KeywordTable<AgentFileDraft>(.agentFile) {
        Keyword("load_balancer", [Argument.apiAddress.kind]) { statement, draft, context in
            let address = context.required(.apiAddress, at: 0, of: statement)
            context.refuseWords(after: 1, of: statement)
            context.refuseBlock(of: statement)
            if let address { draft.loadBalancers.append((address, statement.position)) }
        }
        Keyword.value("group", .word("a group's name"), \.group)
        Keyword.value("agent_id", .word("an agent's id"), \.agent)
        Keyword.value("zone", .word("a zone's name"), \.zone)
        Keyword.value("cluster", .word("a cluster's name"), \.cluster)
        Keyword.value("address", .hostName, \.address)
        Keyword.value("token_file", path, \.tokenFile)
        Keyword.value("ca_file", path, \.authorityFile)
        Keyword.value("properties_file", path, \.propertiesFile)
        Keyword.value("algorithm_name", .oneOf(), \.algorithmName)
        Keyword.value("port", .integer(1...65_535), \.port)
        reconnecting
        Keyword.value("refresh_interval", .seconds(from: .seconds(1)), \.refreshInterval)
        Keyword.value("look_interval", .seconds(from: .milliseconds(100)), \.lookInterval)
        Keyword.value("state_dir", path, \.stateDirectory)
        Keyword.value("status_socket", path, \.statusSocket)
    }

    @KeywordList<AgentFileDraft> private static var reconnecting: [Keyword<AgentFileDraft>] {
        Keyword("reconnect", [.choice(["command", "unit"])]) { statement, draft, context in
            let action = readAction(statement, &context)
            context.refuseBlock(of: statement)
            context.store(action, of: statement, in: &draft.reconnectAction)
        }
        Keyword("busy_check", [.command]) { statement, draft, context in
            let words = context.program(of: statement)
            context.refuseBlock(of: statement)
            context.store(words, of: statement, in: &draft.busyCheck)
        }
        Keyword.value("min_reconnect_interval", .seconds(from: .seconds(1)), \.minReconnectInterval)
        Keyword.value("leave_avoided_after", .seconds(from: .zero), \.leaveAvoidedAfter)
    }

    private static let path = Argument<String>(.absolutePath) { text in
        text.utf8.first == UInt8(ascii: "/") && !text.utf8.contains(0) ? text : nil
    }

    /// Reads `reconnect command "PROGRAM ARGUMENT …"` and `reconnect unit NAME restart|reload`.
    private static func readAction(
        _ statement: Statement, _ context: inout ReadingContext
    ) -> AgentConfiguration.ReconnectAction? {
        guard let kind = context.required(.choice(["command", "unit"]), at: 0, of: statement) else { return nil }
        guard kind == "unit" else {
            return context.program(of: statement, from: 1).map { .command($0) }
        }
        guard let name = context.required(.word("a systemd unit"), at: 1, of: statement),
            let verb: AgentConfiguration.UnitVerb = context.required(.oneOf(), at: 2, of: statement)
        else { return nil }
        context.refuseWords(after: 3, of: statement)
        guard name.utf8.first != UInt8(ascii: "-") else {
            context.error("'\(name)' is no name of a systemd unit", at: statement.arguments[1].position)
            return nil
        }
        return .unit(name, verb)
    }
}

extension ReadingContext {
    /// The words of a command in one pair of quotes, its program an absolute path.
    fileprivate mutating func program(of statement: Statement, from index: Int = 0) -> [String]? {
        guard let text: String = required(Argument(.command) { $0.isEmpty ? nil : $0 }, at: index, of: statement)
        else { return nil }
        refuseWords(after: index + 1, of: statement)
        let words = text.split(separator: " ").map(String.init)
        guard let program = words.first, program.utf8.first == UInt8(ascii: "/"), !text.utf8.contains(0) else {
            error(
                "'\(statement.keyword.text)' needs a program with its absolute path, not '\(text)'",
                at: statement.arguments[index].position)
            return nil
        }
        return words
    }
}
