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

    /// Reads `HOST`, `HOST:PORT`, `ADDRESS6` or `[ADDRESS6]:PORT`; nil for what is none of them.
    package init?(_ text: some StringProtocol, defaultPort: UInt16) {
        var host = text[...]
        var port: UInt16? = defaultPort
        if text.first == "[", let end = text.firstIndex(of: "]") {
            host = text[text.index(after: text.startIndex)..<end]
            let rest = text[text.index(after: end)...]
            if !rest.isEmpty { port = rest.first == ":" ? UInt16(rest.dropFirst()) : nil }
            if !host.contains(":") { return nil }
        } else if let colon = text.firstIndex(of: ":"), text[colon...].count(where: { $0 == ":" }) == 1 {
            host = text[..<colon]
            port = UInt16(text[text.index(after: colon)...])
        }
        let isName = host.utf8.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20) || "-.:".utf8.contains(byte)
        }
        guard let port, port > 0, (1...253).contains(host.utf8.count), isName else { return nil }
        self.init(host: String(host), port: port)
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
