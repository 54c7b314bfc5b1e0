package import Addresses
package import Deadlines

/// `vrrp_instance`: one virtual router on one interface.
package struct VRRPInstance: Hashable, Sendable {
    package let name: String
    package let interface: InterfaceName
    /// 1 to 255.
    package let virtualRouterID: UInt8
    /// 2 or 3; always 3 for IPv6.
    package let version: Int
    package let family: AddressFamily
    /// 1 to 255; 255 owns the addresses.
    package let priority: UInt8
    /// Whether `state MASTER` was given, or the priority is 255.
    package let stateMaster: Bool
    /// Whole seconds in version 2, hundredths of a second in version 3.
    package let advertisementInterval: Nanoseconds
    package let noPreempt: Bool
    package let preemptDelay: Nanoseconds
    /// All of `family`.
    package let virtualAddresses: [VirtualAddressLine]
    /// Set with the others, never advertised; any family.
    package let excludedAddresses: [VirtualAddressLine]
    /// Version 2's plain text password, 1 to 8 bytes; nil: no authentication.
    package let password: String?
    /// Why the instance cannot run and stays in FAULT; nil: it can.
    package let refusal: String?
    package let announcements: AnnouncementTimes
    /// Where the block stands.
    package let position: SourcePosition

    package init(
        name: String, interface: InterfaceName, virtualRouterID: UInt8, version: Int, family: AddressFamily,
        priority: UInt8, stateMaster: Bool, advertisementInterval: Nanoseconds, noPreempt: Bool,
        preemptDelay: Nanoseconds, virtualAddresses: [VirtualAddressLine], excludedAddresses: [VirtualAddressLine],
        password: String? = nil, refusal: String? = nil, announcements: AnnouncementTimes, position: SourcePosition
    ) {
        self.name = name
        self.interface = interface
        self.virtualRouterID = virtualRouterID
        self.version = version
        self.family = family
        self.priority = priority
        self.stateMaster = stateMaster
        self.advertisementInterval = advertisementInterval
        self.noPreempt = noPreempt
        self.preemptDelay = preemptDelay
        self.virtualAddresses = virtualAddresses
        self.excludedAddresses = excludedAddresses
        self.password = password
        self.refusal = refusal
        self.announcements = announcements
        self.position = position
    }
}

/// One line of `virtual_ipaddress`: `IP[/LEN] [dev IF]`.
package struct VirtualAddressLine: Hashable, Sendable {
    /// /32 or /128 where the line gives no length.
    package let prefix: Prefix
    /// Nil: the instance's interface.
    package let interface: InterfaceName?

    package init(prefix: Prefix, interface: InterfaceName? = nil) {
        self.prefix = prefix
        self.interface = interface
    }
}
