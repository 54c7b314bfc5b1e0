package import Addresses
package import VRRPEngine

/// What makes a virtual router the one that an advertisement means.
package struct RouterKey: Hashable, Sendable {
    package let interface: InterfaceName
    package let family: AddressFamily
    package let virtualRouterID: UInt8

    package init(interface: InterfaceName, family: AddressFamily, virtualRouterID: UInt8) {
        self.interface = interface
        self.family = family
        self.virtualRouterID = virtualRouterID
    }

    package init(_ settings: RouterSettings) {
        self.init(
            interface: settings.interface, family: settings.family, virtualRouterID: settings.virtualRouterID)
    }
}
