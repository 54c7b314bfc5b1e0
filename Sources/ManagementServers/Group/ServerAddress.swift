/// Where a management server listens: an IPv4 or IPv6 address or a host name, and a port.
///
/// The host is kept as it was written. Lists are compared as text, so it is neither resolved nor brought into a normal
/// form.
package struct ServerAddress: Hashable, Sendable {
    package let host: String
    package let port: UInt16

    package init(host: String, port: UInt16) {
        self.host = host
        self.port = port
    }

    /// The host alone where the port is `defaultPort`, else `host:port`, with brackets around an IPv6 address.
    package func text(defaultPort: UInt16) -> String {
        port == defaultPort ? host : description
    }
}

extension ServerAddress: CustomStringConvertible {
    /// `10.1.1.1:8250`, `ms1.example.org:8250` or `[2001:db8::1]:8250`.
    package var description: String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
