/// Where a daemon answers.
enum ControlEndpoint: Hashable, CustomStringConvertible {
    case socket(String)
    case host(String, port: Int)

    /// Reads `unix:PATH` or `http://HOST:PORT`.
    init(url: String) throws(ControlFailure) {
        let failure = ControlFailure(
            description: "'\(url)' is no address of a daemon: http://HOST:PORT or unix:PATH", status: .usage)
        if url.hasPrefix("unix:") {
            let path = url.dropFirst(5)
            guard path.utf8.first == UInt8(ascii: "/") else { throw failure }
            self = .socket(String(path.hasPrefix("//") ? path.dropFirst(2) : path))
            return
        }
        guard !url.hasPrefix("https://") else {
            throw ControlFailure(
                description:
                    "'\(url)': TLS is not spoken here; use a tunnel to the host, or name the virtual IPs with --vip",
                status: .usage)
        }
        guard url.hasPrefix("http://") else { throw failure }
        var rest = url.dropFirst(7)
        if rest.utf8.last == UInt8(ascii: "/") { rest.removeLast() }
        guard let colon = rest.lastIndex(of: ":"), let port = UInt16(rest[rest.index(after: colon)...]), port > 0
        else { throw failure }
        var host = rest[..<colon]
        if host.first == "[", host.last == "]" { host = host.dropFirst().dropLast() }
        guard !host.isEmpty, !host.contains("/") else { throw failure }
        self = .host(String(host), port: Int(port))
    }

    /// What a request's `host` says.
    var hostHeader: String {
        switch self {
        case .socket: "localhost"
        case .host(let host, let port): host.contains(":") ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }

    var description: String {
        switch self {
        case .socket(let path): path
        case .host(let host, let port): "\(host) port \(port)"
        }
    }
}
