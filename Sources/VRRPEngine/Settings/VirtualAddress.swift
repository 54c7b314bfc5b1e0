public import Addresses

/// An address that the master carries (keepalived: a line of `virtual_ipaddress`).
public struct VirtualAddress: Hashable, Sendable {
    /// The address and the prefix length it is configured with.
    public let prefix: Prefix
    /// Where it is put; nil stands for the instance's own interface.
    public let interface: InterfaceName?

    public init(_ prefix: Prefix, on interface: InterfaceName? = nil) {
        self.prefix = prefix
        self.interface = interface
    }
}
