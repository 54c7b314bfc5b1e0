import Addresses

/// A `real_server` block as it stands in the file.
struct RealServerDraft: Checked, CheckTimed, UpDownNotified {
    let address: IPAddress
    /// Nil: the service's.
    let port: UInt16?
    let position: SourceOffset
    var weight = Setting<UInt32>()
    var method = Setting<Forwarding>()
    var upperThreshold = Setting<UInt32>()
    var lowerThreshold = Setting<UInt32>()
    var inhibitOnFailure = Setting<Bool>()
    var virtualHost = Setting<String>()
    var timing = CheckTimingDraft()
    var checks: [CheckDraft] = []
    var upDown: [UpDownDraft] = []
    var alerts = Setting<Bool>()
}

/// The keywords of `real_server`.
enum RealServerBlock {
    static let table = KeywordTable<RealServerDraft>(.realServer) {
        Keyword.value("weight", .integer(0...2_147_483_647), \.weight)
        Keyword.forwarding("lvs_method", \.method)
        Keyword.value("uthreshold", .integer(0...UInt32.max), \.upperThreshold)
        Keyword.value("lthreshold", .integer(0...UInt32.max), \.lowerThreshold)
        Keyword.boolean("inhibit_on_failure", \.inhibitOnFailure)
        Keyword.value("virtualhost", .word("a host name"), \.virtualHost)
        Keyword.boolean("alpha", \.timing.alpha)
        Keyword.upDown("notify_up", \.up)
        Keyword.upDown("notify_down", \.down)
        Keyword.boolean("smtp_alert", \.alerts)
        Keyword.checks
        Keyword.timing(leastRetry: 1)
    }

    /// Reads `real_server IP [PORT] { … }`; adds none where the header is in error.
    static func read(
        _ statement: Statement, into servers: inout [RealServerDraft], _ context: inout ReadingContext
    ) {
        let endpoint = context.addressAndPort(of: statement)
        context.refuseWords(after: 2, of: statement)
        guard let block = context.requiredBlock(of: statement) else { return }
        servers.append(
            RealServerDraft(
                address: endpoint?.address ?? .v4(.any), port: endpoint?.port, position: statement.position))
        table.read(block.statements, into: &servers[servers.count - 1], &context)
        // Without an address the block was read for the problems in it.
        if endpoint == nil { servers.removeLast() }
    }
}
