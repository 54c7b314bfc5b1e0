import Addresses
import Deadlines
package import VRRPEngine

/// A router's settings in a recording: everything that the state machine goes by. Lengths of time are nanoseconds. What
/// is absent has its default, so that a recording of an older version can be read.
package struct SettingsLine: Codable, Hashable, Sendable {
    fileprivate struct Address: Codable, Hashable, Sendable {
        var address: String
        var interface: String?
    }

    fileprivate struct Announcements: Codable, Hashable, Sendable {
        var masterDelay: Int64
        var masterRepeat: Int
        var masterRefresh: Int64
        var masterRefreshRepeat: Int
        var lowerPriorityDelay: Int64
        var lowerPriorityRepeat: Int

        private enum CodingKeys: String, CodingKey {
            case masterDelay = "master_delay"
            case masterRepeat = "master_repeat"
            case masterRefresh = "master_refresh"
            case masterRefreshRepeat = "master_refresh_repeat"
            case lowerPriorityDelay = "lower_priority_delay"
            case lowerPriorityRepeat = "lower_priority_repeat"
        }
    }

    fileprivate struct Unicast: Codable, Hashable, Sendable {
        struct Peer: Codable, Hashable, Sendable {
            var address: String
            var minimumTTL: UInt8?
            var maximumTTL: UInt8?

            private enum CodingKeys: String, CodingKey {
                case address
                case minimumTTL = "min_ttl"
                case maximumTTL = "max_ttl"
            }
        }

        var peers: [Peer]
        var ttl: UInt8
        var checksSource: Bool

        private enum CodingKeys: String, CodingKey {
            case peers, ttl
            case checksSource = "checks_source"
        }
    }

    private var name: String
    private var interface: String
    private var virtualRouterID: UInt8
    private var version: UInt8
    private var family: String
    private var priority: UInt8
    private var advertisementInterval: Int64
    private var preempt: Bool
    private var preemptDelay: Int64?
    private var addresses: [Address]
    private var excludedAddresses: [Address]?
    /// That there is a password; which one is nobody's business.
    private var hasPassword: Bool?
    private var announcements: Announcements?
    private var unicast: Unicast?
    private var sourceAddress: String?
    private var tracksSourceAddress: Bool?
    private var multicastGroup: String?
    private var downTimerAdvertisements: Int?
    private var sendsToHigherPriority: Bool?
    private var silentToLowerPriority: Bool?
    private var ownerIgnoresAdvertisements: Bool?
    private var isStrict: Bool?
    private var skipsAddressCheck: Bool?
    private var checksumCoversMessageOnly: Bool?
    /// That advertisements are signed; the key is nobody's business.
    private var hasHMAC: Bool?
    private var syncGroup: String?
    private var startupDelay: Int64?
    private var expiryOfBackup: UInt8?

    private enum CodingKeys: String, CodingKey {
        case name, interface, version, family, priority, preempt, addresses, announcements, unicast
        case virtualRouterID = "virtual_router_id"
        case advertisementInterval = "advert_interval"
        case preemptDelay = "preempt_delay"
        case excludedAddresses = "excluded_addresses"
        case hasPassword = "has_password"
        case sourceAddress = "source_address"
        case tracksSourceAddress = "tracks_source_address"
        case multicastGroup = "multicast_group"
        case downTimerAdvertisements = "down_timer_adverts"
        case sendsToHigherPriority = "sends_to_higher_priority"
        case silentToLowerPriority = "silent_to_lower_priority"
        case ownerIgnoresAdvertisements = "owner_ignores_adverts"
        case isStrict = "strict"
        case skipsAddressCheck = "skips_address_check"
        case checksumCoversMessageOnly = "checksum_covers_message_only"
        case hasHMAC = "has_hmac"
        case syncGroup = "sync_group"
        case startupDelay = "startup_delay"
        case expiryOfBackup = "expiry_of_backup"
    }

    package init(_ settings: RouterSettings) {
        name = settings.name
        interface = settings.interface.description
        virtualRouterID = settings.virtualRouterID
        version = settings.version.rawValue
        family = settings.family.rawValue
        priority = settings.priority
        advertisementInterval = settings.advertisementInterval.count
        preempt = settings.preempt
        preemptDelay = settings.preemptDelay.count
        addresses = settings.addresses.map(Address.init)
        excludedAddresses = settings.excludedAddresses.map(Address.init)
        hasPassword = settings.password != nil
        announcements = Announcements(settings.announcements)
        unicast = settings.unicast.map(Unicast.init)
        sourceAddress = settings.sourceAddress?.description
        tracksSourceAddress = settings.tracksSourceAddress
        multicastGroup = settings.multicastGroup?.description
        downTimerAdvertisements = settings.downTimerAdvertisements
        sendsToHigherPriority = settings.sendsToHigherPriority
        silentToLowerPriority = settings.silentToLowerPriority
        ownerIgnoresAdvertisements = settings.ownerIgnoresAdvertisements
        isStrict = settings.isStrict
        skipsAddressCheck = settings.skipsAddressCheck
        checksumCoversMessageOnly = settings.checksumCoversMessageOnly
        hasHMAC = settings.hmac != nil
        syncGroup = settings.syncGroup
        startupDelay = settings.startupDelay.count
        expiryOfBackup = settings.expiryOfBackup
    }

    /// The settings, without password and keys.
    package func settings() throws(RecordingError) -> RouterSettings {
        guard let interface = InterfaceName(interface), let version = VRRPVersion(rawValue: version),
            let family = AddressFamily(rawValue: family)
        else { throw RecordingError("the settings of \(name) have no known interface, version or family") }
        return RouterSettings(
            name: name, interface: interface, virtualRouterID: virtualRouterID, version: version, family: family,
            priority: priority, advertisementInterval: Nanoseconds(advertisementInterval), preempt: preempt,
            preemptDelay: Nanoseconds(preemptDelay ?? 0), addresses: try Self.addresses(addresses),
            excludedAddresses: try Self.addresses(excludedAddresses ?? []),
            announcements: announcements?.settings ?? AnnouncementSettings(), unicast: try unicast?.settings(),
            sourceAddress: try sourceAddress.map(Self.address), tracksSourceAddress: tracksSourceAddress ?? false,
            multicastGroup: try multicastGroup.map(Self.address),
            downTimerAdvertisements: downTimerAdvertisements ?? 3,
            sendsToHigherPriority: sendsToHigherPriority ?? false,
            silentToLowerPriority: silentToLowerPriority ?? false,
            ownerIgnoresAdvertisements: ownerIgnoresAdvertisements ?? false, isStrict: isStrict ?? false,
            skipsAddressCheck: skipsAddressCheck ?? false,
            checksumCoversMessageOnly: checksumCoversMessageOnly ?? false, syncGroup: syncGroup,
            startupDelay: Nanoseconds(startupDelay ?? 0), expiryOfBackup: expiryOfBackup)
    }

    fileprivate static func address(_ text: String) throws(RecordingError) -> IPAddress {
        guard let address = IPAddress(text) else { throw RecordingError("\"\(text)\" is no address") }
        return address
    }

    private static func addresses(_ lines: [Address]) throws(RecordingError) -> [VirtualAddress] {
        var addresses: [VirtualAddress] = []
        for line in lines {
            guard let prefix = Prefix(line.address) else { throw RecordingError("\"\(line.address)\" is no address") }
            addresses.append(VirtualAddress(prefix, on: line.interface.flatMap { InterfaceName($0) }))
        }
        return addresses
    }
}

extension SettingsLine.Address {
    fileprivate init(_ address: VirtualAddress) {
        self.init(address: address.prefix.description, interface: address.interface?.description)
    }
}

extension SettingsLine.Announcements {
    fileprivate init(_ settings: AnnouncementSettings) {
        self.init(
            masterDelay: settings.masterDelay.count, masterRepeat: settings.masterRepeat,
            masterRefresh: settings.masterRefresh.count, masterRefreshRepeat: settings.masterRefreshRepeat,
            lowerPriorityDelay: settings.lowerPriorityDelay.count,
            lowerPriorityRepeat: settings.lowerPriorityRepeat)
    }

    fileprivate var settings: AnnouncementSettings {
        AnnouncementSettings(
            masterDelay: Nanoseconds(masterDelay), masterRepeat: masterRepeat,
            masterRefresh: Nanoseconds(masterRefresh), masterRefreshRepeat: masterRefreshRepeat,
            lowerPriorityDelay: Nanoseconds(lowerPriorityDelay), lowerPriorityRepeat: lowerPriorityRepeat)
    }
}

extension SettingsLine.Unicast {
    fileprivate init(_ settings: UnicastSettings) {
        self.init(
            peers: settings.peers.map {
                Peer(address: $0.address.description, minimumTTL: $0.minimumTTL, maximumTTL: $0.maximumTTL)
            }, ttl: settings.ttl, checksSource: settings.checksSource)
    }

    fileprivate func settings() throws(RecordingError) -> UnicastSettings {
        var list: [UnicastPeer] = []
        for peer in peers {
            list.append(
                UnicastPeer(
                    address: try SettingsLine.address(peer.address), minimumTTL: peer.minimumTTL,
                    maximumTTL: peer.maximumTTL))
        }
        return UnicastSettings(peers: list, ttl: ttl, checksSource: checksSource)
    }
}
