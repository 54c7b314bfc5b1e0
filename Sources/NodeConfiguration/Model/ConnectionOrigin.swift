package import Addresses

/// What the packets of a check leave with, beside `bindto`.
package struct ConnectionOrigin: Hashable, Sendable {
    /// `bind_port`; 0: the kernel's choice.
    package let port: UInt16
    /// `bind_if`
    package let interface: InterfaceName?
    /// `fwmark`; 0: none.
    package let mark: UInt32

    package init(port: UInt16 = 0, interface: InterfaceName? = nil, mark: UInt32 = 0) {
        self.port = port
        self.interface = interface
        self.mark = mark
    }
}
