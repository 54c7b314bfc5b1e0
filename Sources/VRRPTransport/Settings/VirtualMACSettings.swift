package import Addresses

/// The interface with the virtual router's own MAC address (`use_vmac`), a macvlan on the instance's interface.
package struct VirtualMACSettings: Hashable, Sendable {
    /// Nil: `PREFIX.VRID`, or the first free one of `PREFIX1.VRID` and so on.
    package var name: InterfaceName?
    /// What its name begins with where none is given (`vmac_prefix`).
    package var prefix: String
    /// Nil: that of the virtual router (RFC 9568 §7.3).
    package var hardwareAddress: MACAddress?
    /// The interface group.
    package var group: UInt32?
    /// `vmac_xmit_base`: advertisements leave by the interface below, from its own MAC address.
    package var transmitsFromBase: Bool

    package init(
        name: InterfaceName? = nil, prefix: String = "vrrp", hardwareAddress: MACAddress? = nil, group: UInt32? = nil,
        transmitsFromBase: Bool = false
    ) {
        self.name = name
        self.prefix = prefix
        self.hardwareAddress = hardwareAddress
        self.group = group
        self.transmitsFromBase = transmitsFromBase
    }
}
