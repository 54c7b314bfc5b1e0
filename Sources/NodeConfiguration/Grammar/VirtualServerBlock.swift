import Addresses
import Deadlines

/// A `virtual_server` block as it stands in the file.
struct VirtualServerDraft: CheckTimed, UpDownNotified {
    /// What stands behind `virtual_server`.
    enum Identity {
        case address(IPAddress, port: UInt16)
        case firewallMark(UInt32)
        case group(Word)
    }

    /// A use of a group, counted among those of the same group from 0.
    struct GroupUse {
        let group: VirtualServerGroup
        let ordinal: Int
    }

    let identity: Identity
    let position: SourceOffset
    /// The group that `identity` names, once it is known.
    var group: GroupUse?
    var scheduler = Setting<String>()
    var method = Setting<Forwarding>()
    var transportProtocol = Setting<ServiceProtocol>()
    var persistenceTimeout = Setting<UInt32>()
    var persistenceGranularity = Setting<PersistenceGranularity>()
    var family = Setting<AddressFamily>()
    var onePacket = Setting<Bool>()
    var quorum = Setting<Int>()
    var hysteresis = Setting<Int>()
    var inhibitOnFailure = Setting<Bool>()
    var weight = Setting<UInt32>()
    var virtualHost = Setting<String>()
    var sorryServer = Setting<SorryServerDraft>()
    var sorryServerMethod = Setting<Forwarding>()
    var sorryServerInhibit = Setting<Bool>()
    var schedulerFlags = SchedulerFlagsDraft()
    var persistenceEngine = Setting<String>()
    var suspendsWithoutAddress = Setting<Bool>()
    var drainTimeout = Setting<Nanoseconds>()
    var timing = CheckTimingDraft()
    var upDown: [UpDownDraft] = []
    var tellsAtStop = Setting<Bool>()
    var alerts = Setting<Bool>()
    var realServers: [RealServerDraft] = []
}

/// `sorry_server IP [PORT]`.
struct SorryServerDraft {
    let address: IPAddress
    let port: UInt16?
}

/// The keywords of `virtual_server`.
enum VirtualServerBlock {
    /// The kernel's schedulers.
    static let schedulers = [
        "rr", "wrr", "lc", "wlc", "lblc", "lblcr", "sh", "mh", "dh", "fo", "ovf", "sed", "nq", "twos",
    ]
    /// keepalived's default where `persistence_timeout` has no value.
    static let standardPersistenceTimeout: UInt32 = 360

    static let table = KeywordTable<VirtualServerDraft>(.virtualServer) {
        Keyword.value("lvs_sched", .choice(schedulers), \.scheduler)
        Keyword.value("lb_algo", .choice(schedulers), \.scheduler)
        Keyword.forwarding("lvs_method", \.method)
        Keyword.forwarding("lb_kind", \.method)
        Keyword.value("protocol", .oneOf(ignoringCase: true), \.transportProtocol)
        Keyword.optional(
            "persistence_timeout", .integer(1...2_678_400), standard: standardPersistenceTimeout,
            \.persistenceTimeout)
        Keyword.value("persistence_granularity", PersistenceGranularity.argument, \.persistenceGranularity)
        Keyword.value("ip_family", .family, \.family)
        Keyword.value("persistence_engine", engineArgument, \.persistenceEngine)
        Keyword.flag("ops", \.onePacket)
        Keyword.schedulerFlags
        Keyword.flag("ha_suspend", \.suspendsWithoutAddress)
        Keyword.nearest("quorum", 1...4_294_967_295, \.quorum)
        Keyword.value("hysteresis", .integer(0...4_294_967_295), \.hysteresis)
        Keyword.flag("inhibit_on_failure", \.inhibitOnFailure)
        Keyword.value("weight", .integer(1...2_147_483_647), \.weight)
        Keyword.value("virtualhost", .word("a host name"), \.virtualHost)
        Keyword.value("drain_timeout", .seconds(from: .zero), \.drainTimeout)
        Keyword.flag("alpha", \.timing.alpha)
        Keyword.flag("omega", \.tellsAtStop)
        Keyword.upDown("quorum_up", \.up)
        Keyword.upDown("quorum_down", \.down)
        Keyword.boolean("smtp_alert", \.alerts)
        Keyword("sorry_server", [.address, .integer(0...65_535)]) { statement, draft, context in
            let endpoint = context.addressAndPort(of: statement)
            context.refuseWords(after: 2, of: statement)
            context.refuseBlock(of: statement)
            context.store(
                endpoint.map { SorryServerDraft(address: $0.address, port: $0.port) }, of: statement,
                in: &draft.sorryServer)
        }
        Keyword.forwarding("sorry_server_lvs_method", \.sorryServerMethod)
        Keyword.flag("sorry_server_inhibit", \.sorryServerInhibit)
        Keyword("real_server", [.address, .integer(0...65_535)]) { statement, draft, context in
            RealServerBlock.read(statement, into: &draft.realServers, &context)
        }
        Keyword.timing(leastRetry: 1)
    }

    /// A part of a module's name, `ip_vs_pe_NAME`.
    private static let engineArgument = Argument<String>(
        .word("the name of a persistence engine of at most 15 letters, such as sip")
    ) { text in
        (1...15).contains(text.utf8.count) && text.utf8.allSatisfy { (0x61...0x7A).contains($0) } ? text : nil
    }

    /// Reads `virtual_server IP [PORT] | fwmark N | group NAME { … }`; nil where the header is in error.
    static func read(_ statement: Statement, _ context: inout ReadingContext) -> VirtualServerDraft? {
        let identity = readIdentity(statement, &context)
        guard let block = context.requiredBlock(of: statement) else { return nil }
        // Without an identity the block is still read for the problems in it.
        var draft = VirtualServerDraft(identity: identity ?? .firewallMark(0), position: statement.position)
        table.read(block.statements, into: &draft, &context)
        return identity == nil ? nil : draft
    }

    private static func readIdentity(
        _ statement: Statement, _ context: inout ReadingContext
    ) -> VirtualServerDraft.Identity? {
        context.refuseWords(after: 2, of: statement)
        switch statement.arguments.first?.text {
        case "fwmark":
            let mark: UInt32? = context.required(.integer(1...UInt32.max), at: 1, of: statement)
            return mark.map { .firewallMark($0) }
        case "group":
            guard statement.arguments.count > 1 else {
                context.error("'virtual_server group' needs the name of a virtual_server_group", at: statement.position)
                return nil
            }
            return .group(statement.arguments[1])
        default:
            guard let (address, port) = context.addressAndPort(of: statement) else { return nil }
            return .address(address, port: port ?? 0)
        }
    }
}

extension ReadingContext {
    /// The arguments `IP [PORT]`; nil where they are in error. Port 0 counts as none.
    mutating func addressAndPort(of statement: Statement) -> (address: IPAddress, port: UInt16?)? {
        guard let address = required(.address, at: 0, of: statement) else { return nil }
        guard statement.arguments.count > 1 else { return (address, nil) }
        guard let port: UInt16 = required(.integer(0...65_535), at: 1, of: statement) else { return nil }
        return (address, port == 0 ? nil : port)
    }
}
