import Addresses
import Deadlines

/// The keywords of `vrrp_instance`.
enum VRRPInstanceBlock {
    static let table = KeywordTable<VRRPInstanceDraft>(.vrrpInstance) {
        election
        addresses
        Keyword.unicast
        Keyword.virtualMAC
        protocolOptions
        announcements
        Keyword.tracking
        Keyword.flag("dont_track_primary", \.dontTrackPrimary)
        // keepalived's old place of lvs_sync_daemon.
        Keyword.value("lvs_sync_daemon_interface", .interfaceName, \.syncDaemonInterface)
        Keyword.notify
        Keyword.notifyOfInstances
        Keyword.boolean("smtp_alert", \.alerts)
    }

    @KeywordList<VRRPInstanceDraft> private static var election: [Keyword<VRRPInstanceDraft>] {
        Keyword("state", [.choice(VRRPInstanceDraft.State.allCases.map(\.rawValue))]) { statement, draft, context in
            let state: VRRPInstanceDraft.State? = context.required(.oneOf(), at: 0, of: statement)
            context.refuseWords(after: 1, of: statement)
            context.refuseBlock(of: statement)
            if draft.state.value == .master, state == .backup {
                context.warning("'state BACKUP' after 'state MASTER' is left out", at: statement.position)
            } else {
                context.store(state, of: statement, in: &draft.state)
            }
        }
        Keyword.value("interface", .interfaceName, \.interface)
        Keyword.value("virtual_router_id", .integer(1...255), \.virtualRouterID)
        Keyword.value("priority", .integer(1...255), \.priority)
        Keyword.value("advert_int", .seconds(.milliseconds(10) ... .seconds(255)), \.advertisementInterval)
        Keyword.value("version", .integer(2...3), \.version)
        Keyword.flag("native_ipv6", \.nativeIPv6)
        Keyword.flag("nopreempt", \.noPreempt)
        Keyword.flag("preempt", sets: false, \.noPreempt)
        Keyword.value("preempt_delay", .seconds(.zero ... .seconds(1_000)), \.preemptDelay)
        Keyword.optional("timer_expired_backup", .integer(1...254), standard: 254, \.priorityOfLateBackup)
        // keepalived's old name of timer_expired_backup.
        Keyword.optional("thread_timer_expired", .integer(1...254), standard: 254, \.priorityOfLateBackup)
    }

    @KeywordList<VRRPInstanceDraft> private static var addresses: [Keyword<VRRPInstanceDraft>] {
        Keyword("virtual_ipaddress") { statement, draft, context in
            draft.addresses += AddressLineBlock.read(statement, .virtual, &context)
        }
        Keyword("virtual_ipaddress_excluded") { statement, draft, context in
            draft.excludedAddresses += AddressLineBlock.read(statement, .virtual, &context)
        }
        Keyword.flag("no_virtual_ipaddress", \.noAddresses)
        Keyword("virtual_routes") { statement, draft, context in
            draft.routes += RouteLineBlock.read(statement, .virtual, &context)
        }
        Keyword("virtual_rules") { statement, draft, context in
            draft.rules += RuleLineBlock.read(statement, .virtual, &context)
        }
        Keyword.value("vip_lifetime", .lifetime, \.lifetime)
        Keyword.flag("promote_secondaries", \.promotesSecondaries)
        Keyword.flag("track_src_ip", \.tracksSourceAddress)
        Keyword.value("mcast_dst_ip", .multicastGroup, \.multicastGroup)
    }

    @KeywordList<VRRPInstanceDraft> private static var protocolOptions: [Keyword<VRRPInstanceDraft>] {
        Keyword.boolean("strict_mode", \.strict)
        Keyword.flag("accept", \.accept)
        Keyword.flag("no_accept", sets: false, \.accept)
        Keyword.value("down_timer_adverts", .integer(1...100), \.downTimerAdvertisements)
        Keyword.boolean("higher_prio_send_advert", \.sendsToHigherPriority)
        Keyword.boolean("lower_prio_no_advert", \.silentToLowerPriority)
        Keyword.boolean("owner_ignore_adverts", \.ownerIgnoresAdvertisements)
        Keyword.boolean("skip_check_adv_addr", \.skipsAddressCheck)
        Keyword.boolean("v3_checksum_as_v2", \.checksumCoversMessageOnly)
        Keyword("authentication") { statement, draft, context in
            context.refuseWords(after: 0, of: statement)
            guard let block = context.requiredBlock(of: statement) else { return }
            context.hidingWords { AuthenticationBlock.table.read(block.statements, into: &draft.authentication, &$0) }
        }
        Keyword("auth_hmac") { statement, draft, context in
            context.refuseWords(after: 0, of: statement)
            guard let block = context.requiredBlock(of: statement) else { return }
            var hmac = draft.hmac ?? HMACDraft(position: statement.position)
            context.hidingWords { HMACBlock.table.read(block.statements, into: &hmac, &$0) }
            draft.hmac = hmac
        }
    }

    @KeywordList<VRRPInstanceDraft> private static var announcements: [Keyword<VRRPInstanceDraft>] {
        Keyword.value("garp_master_delay", AnnouncementDraft.delay, \.announcements.masterDelay)
        Keyword.nearest("garp_master_repeat", AnnouncementDraft.count, \.announcements.masterRepeat)
        Keyword.value("garp_master_refresh", AnnouncementDraft.delay, \.announcements.masterRefresh)
        Keyword.nearest("garp_master_refresh_repeat", AnnouncementDraft.count, \.announcements.masterRefreshRepeat)
        Keyword.value("garp_lower_prio_delay", AnnouncementDraft.delay, \.announcements.lowerPriorityDelay)
        Keyword.value("garp_lower_prio_repeat", AnnouncementDraft.countOrNone, \.announcements.lowerPriorityRepeat)
    }
}

extension Argument<LifetimeSetting> {
    /// Whole seconds; 0 turns lifetimes off.
    static let lifetime = Argument(.integer(0...2_147_483_647)) { text in
        guard let seconds = Decimal.integer(text), (0...2_147_483_647).contains(seconds) else { return nil }
        return seconds == 0 ? .off : .seconds(UInt32(seconds))
    }
}

extension Argument<IPAddress> {
    static let multicastGroup = Argument(.word("a multicast address, link-local for IPv6")) { text in
        guard let address = IPAddress(text), address.isMulticast else { return nil }
        // RFC 4291, section 2.7: the low half of the second byte is the scope, 2 for the link.
        guard case .v6(let group) = address else { return address }
        return group.bytes[1] & 0x0F == 2 ? address : nil
    }
}
