package import Addresses

/// `use_vmac` and what goes with it.
package struct VirtualMACLine: Hashable, Sendable {
    /// The interface to make; nil: `PREFIX.VRID`.
    package let name: InterfaceName?
    /// `vmac_prefix`: how the name begins where none is given.
    package let namePrefix: String
    /// `vmac_addr_prefix`: the same for interfaces of address lines.
    package let addressNamePrefix: String
    /// 00:00:5e:00:01:VRID, or :02: for IPv6, unless the line says otherwise.
    package let hardwareAddress: MACAddress
    /// `group`: the interface group, a number or a name of /etc/iproute2/group.
    package let group: RoutingName?
    /// `vmac_xmit_base`: adverts leave by the interface below, from its own hardware address. Always with unicast.
    package let transmitsFromBase: Bool
    /// `use_vmac_addr`: lines with an interface of their own get a virtual MAC interface there.
    package let carriesOtherInterfaces: Bool

    package init(
        name: InterfaceName? = nil, namePrefix: String = "vrrp", addressNamePrefix: String = "vrrp",
        hardwareAddress: MACAddress, group: RoutingName? = nil,
        transmitsFromBase: Bool = false, carriesOtherInterfaces: Bool = false
    ) {
        self.name = name
        self.namePrefix = namePrefix
        self.addressNamePrefix = addressNamePrefix
        self.hardwareAddress = hardwareAddress
        self.group = group
        self.transmitsFromBase = transmitsFromBase
        self.carriesOtherInterfaces = carriesOtherInterfaces
    }
}
