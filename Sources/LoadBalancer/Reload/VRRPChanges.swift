import Addresses
import NodeConfiguration

// What a reload tells of VRRP: instances, their groups, what they follow, and what is there without them.

extension VRRPInstance: ChangeableObject {
    var changeName: String { name }
    var changeSummary: String {
        """
        VRID \(virtualRouterID) on \(interface), priority \(priority), \
        advert_int \(advertisementInterval), \
        addresses \(virtualAddresses.map(\.prefix.description).joined(separator: " "))
        """
    }

    func isUnchanged(in other: VRRPInstance) -> Bool { withoutPlaces == other.withoutPlaces }

    var facts: [ChangeFact] {
        protocolFacts + transportFacts + addressFacts + tracking.facts + notify.facts
            + [ChangeFact("vrrp_sync_group", syncGroup)]
    }

    private var protocolFacts: [ChangeFact] {
        [
            ChangeFact("interface", interface), ChangeFact("virtual_router_id", virtualRouterID),
            ChangeFact("version", version), ChangeFact("priority", priority),
            ChangeFact("advert_int", advertisementInterval), ChangeFact(flag: "nopreempt", noPreempt),
            ChangeFact("preempt_delay", preemptDelay),
            ChangeFact("auth_pass", showing: password.map { _ in "***" }, value: password),
            ChangeFact("auth_hmac", showing: hmac.map { "of \($0.keys.count) keys, \($0.mode)" }, value: hmac),
            ChangeFact("down_timer_adverts", downTimerAdvertisements),
            ChangeFact(flag: "higher_prio_send_advert", sendsToHigherPriority),
            ChangeFact(flag: "lower_prio_no_advert", silentToLowerPriority),
            ChangeFact(flag: "owner_ignore_adverts", ownerIgnoresAdvertisements),
            ChangeFact(flag: "strict_mode", isStrict), ChangeFact(flag: "skip_check_adv_addr", skipsAddressCheck),
            ChangeFact(flag: "v3_checksum_as_v2", checksumCoversMessageOnly),
            ChangeFact("timer_expired_backup", priorityOfLateBackup), ChangeFact("refused:", refusal),
        ]
    }

    private var transportFacts: [ChangeFact] {
        let peers = (unicast?.peers ?? []).map { ChangeFact("unicast_peer", showing: "\($0.address)", value: $0) }
        return peers + [
            ChangeFact("source address", sourceAddress), ChangeFact(flag: "track_src_ip", tracksSourceAddress),
            ChangeFact("mcast_dst_ip", multicastGroup), ChangeFact("unicast_ttl", unicast?.ttl),
            ChangeFact(flag: "check_unicast_src", unicast?.checksSource ?? false),
            ChangeFact("use_vmac", showing: virtualMAC.map { "\($0.hardwareAddress)" }, value: virtualMAC),
            ChangeFact(flag: "dont_track_primary", !tracksPrimary),
        ]
    }

    private var addressFacts: [ChangeFact] {
        let times = announcements
        return virtualAddresses.map { ChangeFact("virtual_ipaddress", showing: "\($0.prefix)", value: $0) }
            + excludedAddresses.map { ChangeFact("virtual_ipaddress_excluded", showing: "\($0.prefix)", value: $0) }
            + routes.map { ChangeFact("virtual_route", showing: $0.changeText, value: $0.withoutPlace) }
            + rules.map { ChangeFact("virtual_rule", showing: $0.changeText, value: $0.withoutPlace) } + [
                ChangeFact("vip_lifetime", lifetime.text), ChangeFact(flag: "promote_secondaries", promotesSecondaries),
                ChangeFact(flag: "no_accept", !accepts), ChangeFact("garp_master_delay", times.masterDelay),
                ChangeFact("garp_master_repeat", times.masterRepeat),
                ChangeFact("garp_master_refresh", times.masterRefresh),
                ChangeFact("garp_master_refresh_repeat", times.masterRefreshRepeat),
                ChangeFact("garp_lower_prio_delay", times.lowerPriorityDelay),
                ChangeFact("garp_lower_prio_repeat", times.lowerPriorityRepeat),
                ChangeFact("garp_interval", times.garpInterval), ChangeFact("gna_interval", times.gnaInterval),
            ]
    }
}

extension SyncGroupBlock: ChangeableObject {
    var changeName: String { name }
    var changeSummary: String { "members \(members.joined(separator: " "))" }

    var facts: [ChangeFact] {
        [
            ChangeFact("group", members.joined(separator: " ")),
            ChangeFact(flag: "sync_group_tracking_weight", tracksWithWeights),
        ] + tracking.facts + notify.facts
    }

    func isUnchanged(in other: SyncGroupBlock) -> Bool { withoutPlaces == other.withoutPlaces }
}

extension TrackLines {
    fileprivate var facts: [ChangeFact] {
        func line(_ keyword: String, _ reference: TrackReference) -> ChangeFact {
            let reverse = reference.isReversed ? " reverse" : ""
            return ChangeFact(
                keyword, showing: "\(reference.name) weight \(reference.weight)\(reverse)", value: reference)
        }
        return interfaces.map { line in
            let weight = line.weight.map { " weight \($0.text)" } ?? ""
            return ChangeFact("track_interface", showing: "\(line.interface)\(weight)", value: line)
        }
            + scripts.map { line("track_script", $0) } + files.map { line("track_file", $0) }
            + processes.map { line("track_process", $0) }
            + virtualServers.map { line in
                let weight = line.weight.map { " weight \($0)" } ?? " fault"
                return ChangeFact("track_virtual_server", showing: line.name + weight, value: line)
            }
    }
}

extension NotifyCommands {
    fileprivate var facts: [ChangeFact] {
        let lines = [
            ("notify_master", master), ("notify_backup", backup), ("notify_fault", fault), ("notify_stop", stop),
            ("notify_deleted", deleted), ("notify", any), ("notify_master_rx_lower_pri", masterReceivesLowerPriority),
        ]
        return lines.map { ChangeFact($0, showing: $1?.changeText, value: $1?.withoutPlace) } + [
            ChangeFact(flag: "notify_deleted", tellsDeleted),
            ChangeFact(flag: "notify_priority_changes", priorityChanges),
        ]
    }
}

extension TrackScript: ChangeableObject {
    var changeName: String { name }
    var changeSummary: String { "\(command.words.joined(separator: " ")) each \(interval), weight \(weight.text)" }

    var facts: [ChangeFact] {
        [
            ChangeFact("script", showing: command.changeText, value: command.withoutPlace),
            ChangeFact("interval", interval), ChangeFact("timeout", timeout), ChangeFact("weight", weight.text),
            ChangeFact("rise", rise), ChangeFact("fall", fall),
        ]
    }

    func isUnchanged(in other: TrackScript) -> Bool { withoutPlace == other.withoutPlace }
}

extension TrackFile: ChangeableObject {
    var changeName: String { name }
    var changeSummary: String { "\(path), weight \(weight.text)" }

    var facts: [ChangeFact] {
        let initial = self.initial.map { "\($0.value)\($0.overwrites ? " overwrite" : "")" }
        return [ChangeFact("file", path), ChangeFact("weight", weight.text), ChangeFact("init_file", initial)]
    }

    func isUnchanged(in other: TrackFile) -> Bool { self == other }
}

extension TrackProcess: ChangeableObject {
    var changeName: String { name }
    var changeSummary: String {
        let most = quorumMax.map { " to \($0)" } ?? " or more"
        return "\(quorum)\(most) of \(([process] + parameters).joined(separator: " ")), weight \(weight.text)"
    }

    var facts: [ChangeFact] {
        [
            ChangeFact("process", ([process] + parameters).joined(separator: " ")),
            ChangeFact("param_match", match.rawValue), ChangeFact("weight", weight.text),
            ChangeFact("quorum", quorum), ChangeFact("quorum_max", quorumMax), ChangeFact("fork_delay", forkDelay),
            ChangeFact("terminate_delay", terminateDelay), ChangeFact(flag: "full_command", isFullCommand),
        ]
    }

    func isUnchanged(in other: TrackProcess) -> Bool { self == other }
}

extension TrackGroup: ChangeableObject {
    var changeName: String { name }
    var changeSummary: String { "of \(instances.joined(separator: " "))" }
    var facts: [ChangeFact] { [ChangeFact("group", instances.joined(separator: " "))] }

    func isUnchanged(in other: TrackGroup) -> Bool { self == other }
}

extension StaticAddressLine: ChangeableObject {
    var changeName: String { "\(address.prefix)" }
    var changeSummary: String { address.interface.map { "on \($0)" } ?? "" }
    var facts: [ChangeFact] { [] }

    func isUnchanged(in other: StaticAddressLine) -> Bool { self == other }
}

extension RouteLine: ChangeableObject {
    var changeName: String { "\(destination)" }
    var changeSummary: String {
        let words = [gateway.map { "via \($0)" }, interface.map { "dev \($0)" }, table.map { "table \($0.text)" }]
        return words.compactMap(\.self).joined(separator: " ")
    }

    var facts: [ChangeFact] { [] }
    fileprivate var changeText: String { "\(changeName) \(changeSummary)" }

    func isUnchanged(in other: RouteLine) -> Bool { withoutPlace == other.withoutPlace }
}

extension RuleLine: ChangeableObject {
    var changeName: String { "\(preference)" }
    var changeSummary: String { "\(family == .ipv4 ? "IPv4" : "IPv6"), \(action)" }
    var facts: [ChangeFact] { [] }
    fileprivate var changeText: String { "\(changeName) \(changeSummary)" }

    func isUnchanged(in other: RuleLine) -> Bool { withoutPlace == other.withoutPlace }
}

extension RoutingName {
    fileprivate var text: String {
        switch self {
        case .number(let number): "\(number)"
        case .name(let name): name
        }
    }
}

extension LifetimeSetting {
    fileprivate var text: String {
        switch self {
        case .automatic: "automatic"
        case .off: "0"
        case .seconds(let seconds): "\(seconds)"
        }
    }
}

extension Weight {
    fileprivate var text: String { isReversed ? "\(value) reverse" : "\(value)" }
}

extension Command {
    /// The command line and who runs it.
    var changeText: String {
        ([words.joined(separator: " ")] + [user, group].compactMap(\.self)).joined(separator: " ")
    }
}
