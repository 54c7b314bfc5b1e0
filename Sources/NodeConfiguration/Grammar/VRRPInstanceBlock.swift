import Addresses
import Deadlines

/// A `vrrp_instance` block as it stands in the file.
struct VRRPInstanceDraft {
    enum State: String, CaseIterable {
        case master = "MASTER"
        case backup = "BACKUP"
    }

    let name: Word
    var state = Setting<State>()
    var interface = Setting<InterfaceName>()
    var virtualRouterID = Setting<UInt8>()
    var priority = Setting<UInt8>()
    var advertisementInterval = Setting<Nanoseconds>()
    var version = Setting<Int>()
    var nativeIPv6 = Setting<Bool>()
    var noPreempt = Setting<Bool>()
    var preemptDelay = Setting<Nanoseconds>()
    var accept = Setting<Bool>()
    var addresses: [AddressLineDraft] = []
    var excludedAddresses: [AddressLineDraft] = []
    var authentication = AuthenticationDraft()
    var announcements = AnnouncementDraft()
}

/// The keywords of `vrrp_instance`.
enum VRRPInstanceBlock {
    static let table = KeywordTable<VRRPInstanceDraft>(.vrrpInstance) {
        Keyword.value("state", .oneOf(), \.state)
        Keyword.value("interface", .interfaceName, \.interface)
        Keyword.value("virtual_router_id", .integer(1...255), \.virtualRouterID)
        Keyword.value("priority", .integer(1...255), \.priority)
        Keyword.value("advert_int", .seconds(.milliseconds(10) ... .seconds(255)), \.advertisementInterval)
        Keyword.value("version", .integer(2...3), \.version)
        Keyword.flag("native_ipv6", \.nativeIPv6)
        Keyword.flag("nopreempt", \.noPreempt)
        Keyword.flag("preempt", sets: false, \.noPreempt)
        Keyword.value("preempt_delay", .seconds(.zero ... .seconds(1_000)), \.preemptDelay)
        Keyword.flag("accept", \.accept)
        Keyword("virtual_ipaddress") { statement, draft, context in
            draft.addresses += AddressLineBlock.read(statement, &context)
        }
        Keyword("virtual_ipaddress_excluded") { statement, draft, context in
            draft.excludedAddresses += AddressLineBlock.read(statement, &context)
        }
        Keyword("authentication") { statement, draft, context in
            context.refuseWords(after: 0, of: statement)
            guard let block = context.requiredBlock(of: statement) else { return }
            AuthenticationBlock.table.read(block.statements, into: &draft.authentication, &context)
        }
        Keyword.value("garp_master_delay", AnnouncementDraft.delay, \.announcements.masterDelay)
        Keyword.value("garp_master_repeat", AnnouncementDraft.count, \.announcements.masterRepeat)
        Keyword.value("garp_master_refresh", AnnouncementDraft.delay, \.announcements.masterRefresh)
        Keyword.value("garp_master_refresh_repeat", AnnouncementDraft.count, \.announcements.masterRefreshRepeat)
        Keyword.value("garp_lower_prio_delay", AnnouncementDraft.delay, \.announcements.lowerPriorityDelay)
        Keyword.value("garp_lower_prio_repeat", AnnouncementDraft.countOrNone, \.announcements.lowerPriorityRepeat)
    }

    /// Reads `vrrp_instance NAME { … }`; nil where it has no name or no block.
    static func read(_ statement: Statement, _ context: inout ReadingContext) -> VRRPInstanceDraft? {
        let name = context.required(.word("a name"), at: 0, of: statement)
        context.refuseWords(after: 1, of: statement)
        guard let block = context.requiredBlock(of: statement), name != nil, let word = statement.arguments.first
        else { return nil }
        var draft = VRRPInstanceDraft(name: word)
        table.read(block.statements, into: &draft, &context)
        return draft
    }
}
