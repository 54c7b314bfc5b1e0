import Addresses

/// `lvs_sync_daemon` and `lvs_timeouts` as they stand in `global_defs`.
struct ConnectionDraft {
    var syncDaemon = Setting<SyncDaemonDraft>()
    var timeouts = Setting<ConnectionTimeouts>()
}

/// `lvs_sync_daemon IF [[inst] INSTANCE] [id N] [maxlen N] [port N] [ttl N] [group ADDRESS]`
struct SyncDaemonDraft {
    let interface: InterfaceName
    var instance: Word?
    var syncID: UInt8?
    var maximumLength: UInt16?
    var port: UInt16?
    var ttl: UInt8?
    var group: IPAddress?
}

private enum TimeoutWord: String, CaseIterable {
    case tcp, tcpfin, udp
}

extension Keyword<GlobalDefsDraft> {
    @KeywordList<GlobalDefsDraft> static var connections: [Keyword<GlobalDefsDraft>] {
        Keyword("lvs_sync_daemon", [.interfaceName, .word("the name of a vrrp_instance")]) {
            statement, draft, context in
            context.refuseBlock(of: statement)
            guard let interface = context.required(.interfaceName, at: 0, of: statement) else { return }
            var daemon = SyncDaemonDraft(interface: interface)
            var words = LineWords(statement, after: 1)
            do {
                while let word = words.next() {
                    try daemon.read(word, &words, &context)
                }
                context.store(daemon, of: statement, in: &draft.connections.syncDaemon)
            } catch {}
        }
        Keyword("lvs_timeouts", [.choice(TimeoutWord.allCases.map(\.rawValue)), timeout.kind]) {
            statement, draft, context in
            context.refuseBlock(of: statement)
            guard !statement.arguments.isEmpty else {
                let _: TimeoutWord? = context.required(.oneOf(), at: 0, of: statement)
                return
            }
            var timeouts = ConnectionTimeouts()
            var words = LineWords(statement, after: 0)
            do {
                while let word = words.next() {
                    guard let name = context.read(word, as: Argument<TimeoutWord>.oneOf(), of: statement.keyword) else {
                        continue
                    }
                    let seconds = try words.value(timeout, of: word, &context)
                    switch name {
                    case .tcp: timeouts.tcp = seconds
                    case .tcpfin: timeouts.tcpFIN = seconds
                    case .udp: timeouts.udp = seconds
                    }
                }
                context.store(timeouts, of: statement, in: &draft.connections.timeouts)
            } catch {}
        }
    }

    /// Up to 31 days; 0 leaves what is.
    private static var timeout: Argument<UInt32> { .integer(0...2_678_400) }
}

extension SyncDaemonDraft {
    fileprivate mutating func read(
        _ word: Word, _ words: inout LineWords, _ context: inout ReadingContext
    ) throws(BadLine) {
        switch word.text {
        case "inst":
            guard let name = words.next() else {
                try context.fail("'inst' needs the name of a vrrp_instance", at: word.position)
            }
            instance = name
        case "id": syncID = try words.value(.integer(0...255), of: word, &context)
        case "maxlen": maximumLength = try words.value(.integer(1...65_507), of: word, &context)
        case "port": port = try words.value(.integer(1...65_535), of: word, &context)
        case "ttl": ttl = try words.value(.integer(1...255), of: word, &context)
        case "group": group = try words.value(.multicastGroup, of: word, &context)
        default:
            if instance == nil {
                instance = word
            } else if syncID == nil, let number = Decimal.integer(word.text).flatMap(UInt8.init(exactly:)) {
                syncID = number
            } else {
                try context.fail("'\(word.text)' is too much for 'lvs_sync_daemon'", at: word.position)
            }
        }
    }
}
