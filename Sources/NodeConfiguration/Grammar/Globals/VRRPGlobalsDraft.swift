import Addresses
import Deadlines

/// The keywords of `global_defs` that are about VRRP.
struct VRRPGlobalsDraft {
    var version = Setting<Int>()
    var waitForServices = Setting<Nanoseconds>()
    var multicastGroup4 = Setting<IPAddress>()
    var multicastGroup6 = Setting<IPAddress>()
    var lifetime = Setting<LifetimeSetting>()
    var startupDelay = Setting<Nanoseconds>()
    var delayAfterBoot = Setting<Nanoseconds>()
    var defaultInterface = Setting<InterfaceName>()
    var virtualMACPrefix = Setting<String>()
    var virtualMACAddressPrefix = Setting<String>()
    /// `vrrp_min_garp`: one message, no second burst, unless set otherwise.
    var minimalAnnouncements = Setting<Bool>()
    var announcements = AnnouncementDraft()

    var strict = Setting<Bool>()
    var skipsAddressCheck = Setting<Bool>()
    var silentToLowerPriority = Setting<Bool>()
    var sendsToHigherPriority = Setting<Bool>()
    var ownerIgnoresAdvertisements = Setting<Bool>()
    var downTimerAdvertisements = Setting<Int>()
    var checksUnicastSource = Setting<Bool>()
    var checksumCoversMessageOnly = Setting<Bool>()

    var niceValue = Setting<Int>()
    var realTimePriority = Setting<Int>()
    var noSwap = Setting<Bool>()
    var processors = Setting<[Int]>()
    var realTimeLimit = Setting<Int>()
}

extension Keyword<GlobalDefsDraft> {
    @KeywordList<GlobalDefsDraft> static var vrrp: [Keyword] {
        Keyword.value("vrrp_version", .integer(2...3), \.vrrp.version)
        Keyword.value("vrrp_wait_for_services", .seconds(from: .zero), \.vrrp.waitForServices)
        Keyword.value("vrrp_mcast_group4", .multicastGroup(.ipv4), \.vrrp.multicastGroup4)
        Keyword.value("vrrp_mcast_group6", .multicastGroup(.ipv6), \.vrrp.multicastGroup6)
        Keyword.value("vip_lifetime", .lifetime, \.vrrp.lifetime)
        Keyword.value("vrrp_startup_delay", .seconds(.milliseconds(1) ... .seconds(4_294)), \.vrrp.startupDelay)
        Keyword.value("vrrp_delay_after_boot", .seconds(.zero ... .seconds(4_294)), \.vrrp.delayAfterBoot)
        Keyword.value("default_interface", .interfaceName, \.vrrp.defaultInterface)
        Keyword.value("vmac_prefix", .virtualMACPrefix, \.vrrp.virtualMACPrefix)
        Keyword.value("vmac_addr_prefix", .virtualMACPrefix, \.vrrp.virtualMACAddressPrefix)
        Keyword.boolean("vrrp_strict", \.vrrp.strict)
        Keyword.boolean("vrrp_skip_check_adv_addr", \.vrrp.skipsAddressCheck)
        Keyword.boolean("vrrp_lower_prio_no_advert", \.vrrp.silentToLowerPriority)
        Keyword.boolean("vrrp_higher_prio_send_advert", \.vrrp.sendsToHigherPriority)
        Keyword.boolean("vrrp_owner_ignore_adverts", \.vrrp.ownerIgnoresAdvertisements)
        Keyword.value("vrrp_down_timer_adverts", .integer(1...100), \.vrrp.downTimerAdvertisements)
        Keyword.flag("vrrp_check_unicast_src", \.vrrp.checksUnicastSource)
        Keyword.flag("v3_checksum_as_v2", \.vrrp.checksumCoversMessageOnly)
        announcements
        thread
    }

    @KeywordList<GlobalDefsDraft> private static var announcements: [Keyword] {
        Keyword.value("vrrp_garp_master_delay", AnnouncementDraft.delay, \.vrrp.announcements.masterDelay)
        Keyword.nearest("vrrp_garp_master_repeat", AnnouncementDraft.count, \.vrrp.announcements.masterRepeat)
        Keyword.value("vrrp_garp_master_refresh", AnnouncementDraft.delay, \.vrrp.announcements.masterRefresh)
        Keyword.nearest(
            "vrrp_garp_master_refresh_repeat", AnnouncementDraft.count, \.vrrp.announcements.masterRefreshRepeat)
        Keyword.value("vrrp_garp_lower_prio_delay", AnnouncementDraft.delay, \.vrrp.announcements.lowerPriorityDelay)
        Keyword.value(
            "vrrp_garp_lower_prio_repeat", AnnouncementDraft.countOrNone, \.vrrp.announcements.lowerPriorityRepeat)
        Keyword.value("vrrp_garp_interval", AnnouncementDraft.interval, \.vrrp.announcements.garpInterval)
        Keyword.value("vrrp_gna_interval", AnnouncementDraft.interval, \.vrrp.announcements.gnaInterval)
        Keyword.boolean("vrrp_min_garp", \.vrrp.minimalAnnouncements)
    }

    @KeywordList<GlobalDefsDraft> private static var thread: [Keyword] {
        Keyword.value("vrrp_priority", .integer(-20...19), \.vrrp.niceValue)
        Keyword.nearest("vrrp_rt_priority", 1...99, \.vrrp.realTimePriority)
        Keyword.flag("vrrp_no_swap", \.vrrp.noSwap)
        Keyword("vrrp_cpu_affinity", [.integer(0...65_535)]) { statement, draft, context in
            context.refuseBlock(of: statement)
            let range = Argument<Int>.integer(0...65_535)
            if statement.arguments.isEmpty { _ = context.required(range, at: 0, of: statement) }
            let numbers = statement.arguments.compactMap { context.read($0, as: range, of: statement.keyword) }
            context.store(Set(numbers).sorted(), of: statement, in: &draft.vrrp.processors)
        }
        Keyword.value("vrrp_rlimit_rttime", .integer(1...2_147_483_647), \.vrrp.realTimeLimit)
        // keepalived's old name of vrrp_rlimit_rttime.
        Keyword.value("vrrp_rlimit_rtime", .integer(1...2_147_483_647), \.vrrp.realTimeLimit)
    }
}

extension Argument<IPAddress> {
    fileprivate static func multicastGroup(_ family: AddressFamily) -> Argument {
        Argument(.word("an \(family == .ipv4 ? "IPv4" : "IPv6") multicast address")) { text in
            IPAddress(text).flatMap { $0.isMulticast && $0.family == family ? $0 : nil }
        }
    }
}

extension Argument<String> {
    /// The beginning of an interface's name.
    fileprivate static let virtualMACPrefix = Argument(.word("the beginning of an interface's name, up to 11 bytes")) {
        InterfaceName($0) != nil && $0.utf8.count <= 11 ? $0 : nil
    }
}
