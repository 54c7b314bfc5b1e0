package import Addresses

/// A management server as lists name it: an address or a host name, with a port where it is not the usual one.
package struct ServerName: Hashable, Sendable {
    /// An address without brackets, or a host name.
    package let host: String
    /// Nil: the one port that all servers have.
    package let port: UInt16?
    /// The address, where `host` is one.
    package let address: IPAddress?

    /// `10.1.1.1`, `ms1.example.org`, `2001:db8::1`, each of the first two with `:PORT`, or `[2001:db8::1]:PORT`.
    package init(_ text: String) {
        if let endpoint = Endpoint(text) {
            self.init(host: endpoint.address.description, port: endpoint.port)
        } else if let colon = text.utf8.lastIndex(of: UInt8(ascii: ":")), IPAddress(text) == nil,
            let port = UInt16(text[text.utf8.index(after: colon)...]), !text[..<colon].contains(":")
        {
            self.init(host: String(text[..<colon]), port: port)
        } else {
            self.init(host: text, port: nil)
        }
    }

    private init(host: String, port: UInt16?) {
        self.host = host
        self.port = port
        address = IPAddress(host)
    }
}

extension ServerName: CustomStringConvertible {
    package var description: String {
        guard let port else { return host }
        return address?.family == .ipv6 ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}
