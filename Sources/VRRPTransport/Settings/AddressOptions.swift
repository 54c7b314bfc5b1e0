package import Addresses
import Netlink

/// What the line of an address says beyond the address and its interface.
package struct AddressOptions: Hashable, Sendable {
    /// `peer`: the far end of a point-to-point link.
    package var peer: IPAddress?
    /// `brd`; IPv4 only.
    package var broadcast: IPv4Address?
    /// `scope`, a number of rt_scopes; IPv4 only.
    package var scope: UInt8 = 0
    /// `label`; IPv4 only.
    package var label: String?
    /// `-nodad`: other nodes are asked first whether they have the address (RFC 4862 §5.4); IPv6 only.
    package var detectsDuplicates = false
    /// `home`: Mobile IPv6's home address.
    package var isHome = false
    /// `mngtmpaddr`: the kernel makes temporary addresses from this one.
    package var managesTemporaryAddresses = false
    /// `noprefixroute`: no route to the subnet comes with the address.
    package var hasNoPrefixRoute = false
    /// `autojoin`: the kernel joins the group that the address is.
    package var joinsGroup = false
    /// `preferred_lft` in seconds; nil: for as long as the address is there, and for an IPv6 /128 not at all.
    package var preferredLifetime: UInt32?
    /// `no_track`: the state of its interface is no fault of the instance.
    package var isUntracked = false

    package init() {}
}

extension AddressOptions {
    /// The address with these options on an interface.
    func specification(of prefix: Prefix, on interfaceIndex: Int32) -> AddressSpecification {
        var address = AddressSpecification(prefix, on: interfaceIndex)
        address.peer = peer
        if detectsDuplicates { address.flags.remove(.withoutDuplicateDetection) }
        if isHome { address.flags.insert(.home) }
        if managesTemporaryAddresses { address.flags.insert(.managesTemporary) }
        if hasNoPrefixRoute { address.flags.insert(.withoutPrefixRoute) }
        if joinsGroup { address.flags.insert(.joinsGroup) }
        if let preferredLifetime { address.preferredLifetime = preferredLifetime }
        if prefix.address.family == .ipv4 {
            address.broadcast = broadcast
            address.scope = scope
            address.label = label
        }
        return address
    }
}
