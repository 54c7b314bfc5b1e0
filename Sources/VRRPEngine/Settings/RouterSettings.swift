public import Addresses
public import Deadlines

/// What one virtual router was configured with (keepalived: a `vrrp_instance`).
public struct RouterSettings: Hashable, Sendable {
    /// The priority of the router that owns the addresses (RFC 9568 §5.2.4).
    public static let ownerPriority: UInt8 = 255

    /// The instance's name, for people.
    public let name: String
    /// Where advertisements are sent and heard.
    public let interface: InterfaceName
    /// 1 to 255, the same on all routers of the group.
    public let virtualRouterID: UInt8
    /// The one version that is sent and believed.
    public let version: VRRPVersion
    /// The family of the advertisements and of `addresses`.
    public let family: AddressFamily
    /// 1 to 254, or 255 for the owner of the addresses; 0 is held at 1.
    public let priority: UInt8
    /// Between advertisements while master, held within the version's range.
    public let advertisementInterval: Nanoseconds
    /// Whether a backup takes over from a master of lower priority. The owner does so in any case.
    public let preempt: Bool
    /// How long a backup obeys a master of lower priority before it takes over; 0 for not at all.
    public let preemptDelay: Nanoseconds
    /// Carried by the master and listed in advertisements, in this order.
    public let addresses: [VirtualAddress]
    /// Carried by the master and not listed in advertisements; of either family.
    public let excludedAddresses: [VirtualAddress]
    /// Version 2's simple text password, up to eight bytes (RFC 2338 §5.3.6); nil for none.
    public let password: [UInt8]?
    /// When neighbours are told where the addresses are.
    public let announcements: AnnouncementSettings
    /// Who gets the advertisements by unicast; nil for the multicast group.
    public let unicast: UnicastSettings?
    /// Where advertisements are sent from (`mcast_src_ip`, `unicast_src_ip`); nil for the interface's own address.
    public let sourceAddress: IPAddress?
    /// Whether the lack of `sourceAddress` is a fault (`track_src_ip`).
    public let tracksSourceAddress: Bool
    /// The group that advertisements are sent to (`mcast_dst_ip`, `vrrp_mcast_group4`); nil for the RFC's.
    public let multicastGroup: IPAddress?
    /// How many of the master's intervals a backup waits before the skew time (`down_timer_adverts`), 1 to 100.
    public let downTimerAdvertisements: Int
    /// Whether a master advertises once more before it yields to a higher priority (`higher_prio_send_advert`).
    public let sendsToHigherPriority: Bool
    /// Whether a master lets a lower priority pass without an answer (`lower_prio_no_advert`), as RFC 5798 §6.4.3.
    public let silentToLowerPriority: Bool
    /// Whether the owner of the addresses stays master whatever it hears (`owner_ignore_adverts`), as RFC 9568 §7.1
    /// asks. keepalived lets one of two owners yield.
    public let ownerIgnoresAdvertisements: Bool
    /// Whether what keepalived adds to the RFCs is switched off (`strict_mode`, `vrrp_strict`), whatever the other
    /// settings say: preempt delay, password, answers to other masters, another number of advertisements to miss, an
    /// owner that listens.
    public let isStrict: Bool
    /// Whether the list of addresses is looked at only where the master changes (`skip_check_adv_addr`).
    public let skipsAddressCheck: Bool
    /// Whether version 3 on IPv4 sums the message alone (`v3_checksum_as_v2`, RFC 9568 §5.2.8).
    public let checksumCoversMessageOnly: Bool
    /// How advertisements are signed (`auth_hmac`); nil for not at all.
    public let hmac: HMACSettings?
    /// The `vrrp_sync_group` that it belongs to.
    public let syncGroup: String?
    /// How long it stays in INIT after the Startup event (`vrrp_startup_delay`).
    public let startupDelay: Nanoseconds
    /// The best backup's priority (`timer_expired_backup`): a master that does not preempt and was not run for as long
    /// as that one waits leaves mastership to it. Nil for a master that goes on in any case.
    public let expiryOfBackup: UInt8?

    public init(
        name: String, interface: InterfaceName, virtualRouterID: UInt8, version: VRRPVersion, family: AddressFamily,
        priority: UInt8, advertisementInterval: Nanoseconds = .seconds(1), preempt: Bool = true,
        preemptDelay: Nanoseconds = .zero, addresses: [VirtualAddress], excludedAddresses: [VirtualAddress] = [],
        password: [UInt8]? = nil, announcements: AnnouncementSettings = AnnouncementSettings(),
        unicast: UnicastSettings? = nil, sourceAddress: IPAddress? = nil, tracksSourceAddress: Bool = false,
        multicastGroup: IPAddress? = nil, downTimerAdvertisements: Int = 3, sendsToHigherPriority: Bool = false,
        silentToLowerPriority: Bool = false, ownerIgnoresAdvertisements: Bool = false, isStrict: Bool = false,
        skipsAddressCheck: Bool = false, checksumCoversMessageOnly: Bool = false, hmac: HMACSettings? = nil,
        syncGroup: String? = nil, startupDelay: Nanoseconds = .zero, expiryOfBackup: UInt8? = nil
    ) {
        self.name = name
        self.interface = interface
        self.virtualRouterID = virtualRouterID
        self.version = version
        self.family = family
        self.priority = max(priority, 1)
        let range = version.advertisementIntervals
        self.advertisementInterval = min(max(advertisementInterval, range.lowerBound), range.upperBound)
        self.preempt = preempt
        self.preemptDelay = isStrict ? .zero : preemptDelay
        self.addresses = addresses
        self.excludedAddresses = excludedAddresses
        self.password = isStrict ? nil : password
        self.announcements = isStrict ? announcements.withoutLowerPriority : announcements
        self.unicast = unicast
        self.sourceAddress = sourceAddress
        self.tracksSourceAddress = tracksSourceAddress
        self.multicastGroup = multicastGroup
        self.downTimerAdvertisements = isStrict ? 3 : min(max(downTimerAdvertisements, 1), 100)
        self.sendsToHigherPriority = sendsToHigherPriority && !isStrict
        self.silentToLowerPriority = silentToLowerPriority || isStrict
        self.ownerIgnoresAdvertisements = ownerIgnoresAdvertisements || isStrict
        self.isStrict = isStrict
        self.skipsAddressCheck = skipsAddressCheck
        self.checksumCoversMessageOnly = checksumCoversMessageOnly
        self.hmac = hmac
        self.syncGroup = syncGroup
        self.startupDelay = startupDelay
        self.expiryOfBackup = expiryOfBackup
    }

    /// Whether this router owns the addresses: master at once, whatever it hears (RFC 9568 §6.4.1).
    public var isOwner: Bool { priority == Self.ownerPriority }

    /// Whether a master of lower priority is to be replaced (RFC 9568 §6.1, Preempt_Mode).
    public var preempts: Bool { preempt || isOwner }

    /// The addresses in the order in which an advertisement lists them: those of the router's family, at most 255,
    /// for IPv6 a link-local one first (RFC 9568 §5.2.9, erratum 8300).
    public var advertisedAddresses: [IPAddress] {
        let own = addresses.map(\.prefix.address).filter { $0.family == family }
        let linkLocal = own.filter(\.isIPv6LinkLocal)
        return Array((linkLocal + own.filter { !$0.isIPv6LinkLocal }).prefix(255))
    }
}

extension IPAddress {
    fileprivate var isIPv6LinkLocal: Bool {
        switch self {
        case .v4: false
        case .v6(let address): address.isLinkLocal
        }
    }
}
