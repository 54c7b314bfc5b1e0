package import Addresses
package import Deadlines

/// `vrrp_instance`: one virtual router on one interface.
package struct VRRPInstance: Hashable, Sendable {
    package let name: String
    package let interface: InterfaceName
    /// 1 to 255.
    package let virtualRouterID: UInt8
    package let family: AddressFamily
    /// Where the block stands.
    package internal(set) var position: SourcePosition

    /// 2 or 3; always 3 for IPv6.
    package internal(set) var version = 2
    /// 1 to 255; 255 owns the addresses.
    package internal(set) var priority: UInt8 = 100
    /// Whether `state MASTER` was given, or the priority is 255.
    package internal(set) var stateMaster = false
    /// Whole seconds in version 2, hundredths of a second in version 3.
    package internal(set) var advertisementInterval = Nanoseconds.seconds(1)
    package internal(set) var noPreempt = false
    package internal(set) var preemptDelay = Nanoseconds.zero
    /// Version 2's plain text password, 1 to 8 bytes; nil: no authentication.
    package internal(set) var password: String?
    /// `auth_hmac`; nil: adverts carry no trailer.
    package internal(set) var hmac: HMACLines?
    /// Why the instance cannot run and stays in FAULT; nil: it can.
    package internal(set) var refusal: String?

    /// All of `family`; as many as fit an advert.
    package internal(set) var virtualAddresses: [VirtualAddressLine] = []
    /// Set with the others, never advertised; any family.
    package internal(set) var excludedAddresses: [VirtualAddressLine] = []
    /// `virtual_routes`, set while master.
    package internal(set) var routes: [RouteLine] = []
    /// `virtual_rules`, set while master.
    package internal(set) var rules: [RuleLine] = []
    /// `vip_lifetime`, the instance's own or that of `global_defs`.
    package internal(set) var lifetime = LifetimeSetting.automatic
    /// `promote_secondaries`: the interface's sysctl is set.
    package internal(set) var promotesSecondaries = false
    package internal(set) var announcements = AnnouncementTimes()

    /// `mcast_src_ip` or `unicast_src_ip`, of `family`; nil: the interface's address.
    package internal(set) var sourceAddress: IPAddress?
    /// `track_src_ip`: FAULT while the source address is not on the node.
    package internal(set) var tracksSourceAddress = false
    /// `mcast_dst_ip` or the group of `global_defs`; nil: the RFC's group.
    package internal(set) var multicastGroup: IPAddress?
    /// Nil: adverts are multicast.
    package internal(set) var unicast: UnicastLines?
    /// `use_vmac`; nil: the interface's own hardware address.
    package internal(set) var virtualMAC: VirtualMACLine?

    /// `down_timer_adverts`: how many adverts of a master may be missing, 1 to 100.
    package internal(set) var downTimerAdvertisements = 3
    /// `higher_prio_send_advert`: a master that hears a higher priority sends one more advert before it steps down.
    package internal(set) var sendsToHigherPriority = false
    /// `lower_prio_no_advert`: a master that hears a lower priority does not answer with an advert.
    package internal(set) var silentToLowerPriority = false
    /// `owner_ignore_adverts`: with priority 255, adverts of others are not looked at.
    package internal(set) var ownerIgnoresAdvertisements = false
    /// `strict_mode`, or `vrrp_strict` where it is not there.
    package internal(set) var isStrict = false
    /// `accept`, against `no_accept`: whether packets to the virtual addresses are taken.
    package internal(set) var accepts = true
    /// `skip_check_adv_addr`: the addresses of an advert from the known master are not compared.
    package internal(set) var skipsAddressCheck = false
    /// `v3_checksum_as_v2`: version 3 over IPv4 leaves the pseudo header out of the checksum.
    package internal(set) var checksumCoversMessageOnly = false
    /// `timer_expired_backup`: the priority advertised while the down timer runs late; nil: off.
    package internal(set) var priorityOfLateBackup: UInt8?

    /// Not `dont_track_primary`: FAULT while the instance's interface is down.
    package internal(set) var tracksPrimary = true
    package internal(set) var tracking = TrackLines()
    package internal(set) var notify = NotifyCommands()
    /// `smtp_alert`; nil: as `global_defs` says.
    package internal(set) var sendsMail: Bool?
    /// The `vrrp_sync_group` the instance is in.
    package internal(set) var syncGroup: String?

    package init(
        name: String, interface: InterfaceName, virtualRouterID: UInt8, family: AddressFamily, position: SourcePosition
    ) {
        self.name = name
        self.interface = interface
        self.virtualRouterID = virtualRouterID
        self.family = family
        self.position = position
    }
}
