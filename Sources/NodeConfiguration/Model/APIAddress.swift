import Addresses

/// Where a node's API is answered: `https://HOST:PORT`, `http://HOST:PORT` on this host, or `unix:/PATH`.
package enum APIAddress: Hashable, Sendable {
    case secure(host: String, port: UInt16)
    /// Without TLS, for a node on this host.
    case plain(host: String, port: UInt16)
    /// Its control socket.
    case unix(path: String)

    /// How addresses are written, for those who write them.
    package static let forms = "https://HOST:PORT, http://LOOPBACK:PORT or unix:/PATH"

    /// Whether it is on another host.
    package var isRemote: Bool {
        if case .secure = self { true } else { false }
    }

    /// Whether a token has to say who asks: on the control socket, its permissions say it.
    package var needsToken: Bool {
        if case .unix = self { false } else { true }
    }

    /// Whether a text is an address of plain HTTP beyond this host, where tokens would be sent in clear.
    package static func isPlainElsewhere(_ text: String) -> Bool {
        text.rest(after: "http://").flatMap(hostAndPort).map { !isLoopback($0.host) } ?? false
    }

    /// Nil where the text is none of these.
    package init?(_ text: String) {
        if let path = text.rest(after: "unix:") {
            guard path.utf8.first == UInt8(ascii: "/"), path.utf8.count < 108 else { return nil }
            self = .unix(path: path)
        } else if let place = text.rest(after: "https://").flatMap(Self.hostAndPort) {
            self = .secure(host: place.host, port: place.port)
        } else if let place = text.rest(after: "http://").flatMap(Self.hostAndPort), Self.isLoopback(place.host) {
            self = .plain(host: place.host, port: place.port)
        } else {
            return nil
        }
    }

    /// A path behind the port has no meaning, but for one slash.
    private static func hostAndPort(_ text: String) -> (host: String, port: UInt16)? {
        let place = text.utf8.last == UInt8(ascii: "/") ? String(text.dropLast()) : text
        if let endpoint = Endpoint(place) {
            return endpoint.port > 0 ? (endpoint.address.description, endpoint.port) : nil
        }
        guard let colon = place.utf8.lastIndex(of: UInt8(ascii: ":")),
            let port = Decimal.integer(place[place.utf8.index(after: colon)...]).flatMap(UInt16.init(exactly:)),
            port > 0, let host = Argument.hostName.read(String(place[..<colon])), IPAddress(host) == nil
        else { return nil }
        return (host, port)
    }

    private static func isLoopback(_ host: String) -> Bool {
        switch IPAddress(host) {
        case .v4(let address)?: address.value >> 24 == 127
        case .v6(let address)?: address == .loopback
        case nil: host.lowercased() == "localhost"
        }
    }
}

extension APIAddress: CustomStringConvertible {
    package var description: String {
        switch self {
        case .secure(let host, let port): "https://\(Self.place(host, port))"
        case .plain(let host, let port): "http://\(Self.place(host, port))"
        case .unix(let path): "unix:\(path)"
        }
    }

    /// The value of the `Host` header.
    package var authority: String {
        switch self {
        case .secure(let host, let port), .plain(let host, let port): Self.place(host, port)
        case .unix: "localhost"
        }
    }

    private static func place(_ host: String, _ port: UInt16) -> String {
        host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
    }
}

extension String {
    /// What follows a scheme, whose case does not matter.
    fileprivate func rest(after scheme: String) -> String? {
        prefix(scheme.count).lowercased() == scheme ? String(dropFirst(scheme.count)) : nil
    }
}
