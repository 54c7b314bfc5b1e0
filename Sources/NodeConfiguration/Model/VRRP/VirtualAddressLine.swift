package import Addresses

/// A line of `virtual_ipaddress`, `virtual_ipaddress_excluded` or `static_ipaddress`: an address as an interface gets it.
package struct VirtualAddressLine: Hashable, Sendable {
    /// /32 or /128 where the line gives no length, and where it gives a peer.
    package internal(set) var prefix: Prefix
    /// `dev`; nil: the instance's interface.
    package internal(set) var interface: InterfaceName?
    /// `brd`, with `+` and `-` worked out; IPv4 only.
    package internal(set) var broadcast: IPv4Address?
    /// `scope`; nil: the kernel's choice. IPv4 only.
    package internal(set) var scope: RoutingName?
    /// `label`, at most 15 bytes; IPv4 only.
    package internal(set) var label: String?
    /// `peer`: the other end of a point-to-point link.
    package internal(set) var peer: IPAddress?
    /// `home`: Mobile IPv6's home address.
    package internal(set) var isHome = false
    /// `-nodad`: takes away the `nodad` that a virtual address has otherwise, so that the kernel asks the link first
    /// whether another node has the address; IPv6 only.
    package internal(set) var detectsDuplicates = false
    /// `mngtmpaddr`: the kernel makes temporary addresses from this one.
    package internal(set) var managesTemporaryAddresses = false
    /// `noprefixroute`: no route for the subnet comes with the address.
    package internal(set) var hasNoPrefixRoute = false
    /// `autojoin`: the kernel joins the multicast group.
    package internal(set) var joinsGroup = false
    /// `no_track`: neither its interface nor its loss is a fault of the instance.
    package internal(set) var isUntracked = false
    /// `use_vmac`: the address goes on a virtual MAC interface of its own over `interface`.
    package internal(set) var usesVirtualMAC = false
    /// `preferred_lft`; an IPv6 /128 is deprecated from the start unless the line says otherwise.
    package internal(set) var preferredLifetime: PreferredLifetime

    package init(prefix: Prefix, interface: InterfaceName? = nil) {
        self.prefix = prefix
        self.interface = interface
        let isHostOfIPv6 = prefix.address.family == .ipv6 && prefix.length == 128
        preferredLifetime = isHostOfIPv6 ? .seconds(0) : .forever
    }
}

/// How long an address may be chosen as the source of new connections.
package enum PreferredLifetime: Hashable, Sendable {
    case forever
    case seconds(UInt32)
}

/// A line of `static_ipaddress`: there from the start, whatever becomes of the instances.
package struct StaticAddressLine: Hashable, Sendable {
    /// Its interface is always given.
    package let address: VirtualAddressLine
    /// `track_group`: an entry of that group's instances.
    package let trackGroup: String?

    package init(address: VirtualAddressLine, trackGroup: String? = nil) {
        self.address = address
        self.trackGroup = trackGroup
    }
}
