package import Addresses

/// Another VRRP daemon in this network namespace advertises one of our virtual routers from one of our addresses.
package struct VRRPConflict: Hashable, Sendable, CustomStringConvertible {
    /// The name of our instance.
    package let instance: String
    package let interface: InterfaceName
    /// Where the advertisement came from.
    package let address: IPAddress

    package init(instance: String, interface: InterfaceName, address: IPAddress) {
        self.instance = instance
        self.interface = interface
        self.address = address
    }

    package var description: String {
        "another VRRP daemon on this host advertises the virtual router of \(instance) on \(interface) from \(address)"
    }
}
