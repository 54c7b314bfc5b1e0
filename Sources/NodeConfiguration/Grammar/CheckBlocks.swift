import Addresses

/// A check's block as it stands in the file.
struct CheckDraft: CheckTimed {
    enum Kind {
        case tcp
        case http
        case ssl
        case smtp
        case dns
        case udp
        case ping
        case script
        case file
    }

    let kind: Kind
    let position: SourceOffset
    var connectAddress = Setting<IPAddress>()
    var connectPort = Setting<UInt16>()
    var bindTo = Setting<IPAddress>()
    var bindPort = Setting<UInt16>()
    var bindInterface = Setting<InterfaceName>()
    var mark = Setting<UInt32>()
    var logsAllFailures = Setting<Bool>()
    var timing = CheckTimingDraft()
    var keepOpen = Setting<KeepOpenDraft>()
    var urls: [URLDraft] = []
    var virtualHost = Setting<String>()
    var httpProtocol = Setting<HTTPCheckSettings.ProtocolVersion>()
    var fastRecovery = Setting<Bool>()
    var enablesSNI = Setting<Bool>()
    var sniName = Setting<String>()
    var isTLSCompliant = Setting<Bool>()
    var verifiesTLS = Setting<Bool>()
    var heloName = Setting<String>()
    var recordType = Setting<DNSCheckSettings.RecordType>()
    var domainName = Setting<String>()
    var payload = Setting<HexPattern>()
    var requiresReply = Setting<Bool>()
    var reply = Setting<HexPattern>()
    var leastReply = Setting<Int>()
    var mostReply = Setting<Int>()
    var script = Setting<Command>()
    var scriptTimeout = Setting<Int>()
    var scriptUser = Setting<ScriptUser>()
    var isDynamic = Setting<Bool>()
    var trackFile = Setting<Word>()
    var fileWeight = Setting<Weight>()
}

/// A `url` block as it stands in the file.
struct URLDraft {
    let position: SourceOffset
    var path = Setting<String>()
    var statusCodes: [ClosedRange<Int>] = []
    var virtualHost = Setting<String>()
    var digest = Setting<[UInt8]>()
    var body = BodyPatternDraft()
}

/// A block with checks, any number of them.
protocol Checked: Sendable {
    var checks: [CheckDraft] { get set }
}

extension Keyword where Draft: Checked {
    /// The checks that are read.
    static var checks: [Keyword] {
        [
            check("TCP_CHECK", .tcp, CheckBlocks.tcp), check("HTTP_GET", .http, CheckBlocks.http),
            check("SSL_GET", .ssl, CheckBlocks.ssl),
            check("SMTP_CHECK", .smtp, ConversationCheckBlocks.smtp),
            check("DNS_CHECK", .dns, ConversationCheckBlocks.dns),
            check("UDP_CHECK", .udp, ConversationCheckBlocks.udp),
            check("PING_CHECK", .ping, ConversationCheckBlocks.ping),
            check("MISC_CHECK", .script, ProgramCheckBlocks.misc),
            check("FILE_CHECK", .file, ProgramCheckBlocks.file),
        ]
    }

    private static func check(
        _ name: String, _ kind: CheckDraft.Kind,
        _ table: @autoclosure @escaping @Sendable () -> KeywordTable<CheckDraft>
    ) -> Keyword {
        Keyword(name) { statement, draft, context in
            CheckBlocks.read(statement, kind, table(), into: &draft.checks, &context)
        }
    }
}

/// The keywords of the checks.
enum CheckBlocks {
    /// In every check that connects.
    @KeywordList<CheckDraft> static var connection: [Keyword<CheckDraft>] {
        Keyword.value("connect_ip", .address, \.connectAddress)
        Keyword.value("connect_port", .integer(1...65_535), \.connectPort)
        Keyword.value("bindto", .address, \.bindTo)
        Keyword.value("bind_port", .integer(1...65_535), \.bindPort)
        Keyword.value("bind_if", .interfaceName, \.bindInterface)
        Keyword.value("fwmark", .integer(0...UInt32.max), \.mark)
        Keyword.boolean("log_all_failures", \.logsAllFailures)
        Keyword.boolean("alpha", \.timing.alpha)
        Keyword.timing(leastRetry: 0)
    }

    static let tcp = KeywordTable<CheckDraft>(.tcpCheck) {
        connection
        KeepOpenBlock.keyword
    }

    static let http = KeywordTable<CheckDraft>(.httpCheck) { web }

    static let ssl = KeywordTable<CheckDraft>(.sslCheck) {
        web
        Keyword.boolean("enable_sni", \.enablesSNI)
        Keyword.value("sni_name", .word("a host name"), \.sniName)
        Keyword.boolean("tls_compliant", \.isTLSCompliant)
        Keyword.boolean("tls_verify", \.verifiesTLS)
    }

    /// In `HTTP_GET` and `SSL_GET`.
    @KeywordList<CheckDraft> private static var web: [Keyword<CheckDraft>] {
        connection
        KeepOpenBlock.keyword
        Keyword("url") { statement, draft, context in
            if let url = readURL(statement, &context) { draft.urls.append(url) }
        }
        Keyword.value("virtualhost", .word("a host name"), \.virtualHost)
        Keyword.value("http_protocol", protocolArgument, \.httpProtocol)
        Keyword.boolean("fast_recovery", \.fastRecovery)
        // keepalived's old name of retry.
        Keyword.value("nb_get_retry", .integer(0...2_147_483_647), \.timing.retry)
    }

    static let url = KeywordTable<URLDraft>(.url) {
        Keyword.value("path", .word("a path"), \.path)
        Keyword.value("digest", digest, \.digest)
        Keyword.bodyPattern
        Keyword.value("virtualhost", .word("a host name"), \.virtualHost)
        Keyword("status_code", [.statusCodes]) { statement, draft, context in
            context.refuseBlock(of: statement)
            if statement.arguments.isEmpty { _ = context.required(statusCodes, at: 0, of: statement) }
            for word in statement.arguments {
                if let range = context.read(word, as: statusCodes, of: statement.keyword) {
                    draft.statusCodes.append(range)
                }
            }
        }
    }

    private static let protocolArgument = Argument<HTTPCheckSettings.ProtocolVersion>(.choice(["1.0", "1.0C", "1.1"])) {
        HTTPCheckSettings.ProtocolVersion(rawValue: $0 == "1.0c" ? "1.0C" : $0)
    }

    private static let digest = Argument<[UInt8]>(.word("an MD5 digest of 32 hexadecimal digits")) { text in
        guard text.utf8.count == 32, let pattern = HexPattern([text], allowsAny: false) else { return nil }
        return pattern.values
    }

    private static let statusCodes = Argument<ClosedRange<Int>>(.statusCodes) { text in
        let bounds = text.split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false).map {
            Decimal.integer($0)
        }
        guard let first = bounds.first, let last = bounds.last, let lower = first, let upper = last,
            lower <= upper, lower >= 100, upper <= 599
        else { return nil }
        return lower...upper
    }

    static func read(
        _ statement: Statement, _ kind: CheckDraft.Kind, _ table: KeywordTable<CheckDraft>,
        into checks: inout [CheckDraft], _ context: inout ReadingContext
    ) {
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return }
        checks.append(CheckDraft(kind: kind, position: statement.position))
        table.read(block.statements, into: &checks[checks.count - 1], &context)
    }

    private static func readURL(_ statement: Statement, _ context: inout ReadingContext) -> URLDraft? {
        context.refuseWords(after: 0, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return nil }
        var draft = URLDraft(position: statement.position)
        url.read(block.statements, into: &draft, &context)
        return draft
    }
}
