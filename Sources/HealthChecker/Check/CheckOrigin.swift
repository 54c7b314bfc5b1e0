package import Addresses

/// What the packets of a check leave with, beside their address.
package struct CheckOrigin: Hashable, Sendable {
    /// 0: a port that the kernel chooses (`bind_port`).
    package let port: UInt16
    /// nil: the one that the routes lead to (`bind_if`).
    package let interface: InterfaceName?
    /// The firewall mark of its packets; 0: none (`fwmark`).
    package let mark: UInt32

    package init(port: UInt16 = 0, interface: InterfaceName? = nil, mark: UInt32 = 0) {
        self.port = port
        self.interface = interface
        self.mark = mark
    }

    package static let any = CheckOrigin()

    /// The same from a port that the kernel chooses.
    package var fromAnyPort: CheckOrigin { CheckOrigin(interface: interface, mark: mark) }
}
