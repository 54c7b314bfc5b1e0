package import Addresses

/// An interface with a MAC address of its own on another one, private: what it sends is not seen by its neighbours on
/// the same interface.
package struct MacvlanSpecification: Hashable, Sendable {
    package let name: InterfaceName
    package let parentIndex: Int32
    package let macAddress: MACAddress
    /// The interface group.
    package let group: UInt32?

    package init(name: InterfaceName, parentIndex: Int32, macAddress: MACAddress, group: UInt32?) {
        self.name = name
        self.parentIndex = parentIndex
        self.macAddress = macAddress
        self.group = group
    }
}
