import Addresses

/// `peer` of a management-server group: another node's control API.
package struct GroupPeer: Hashable, Sendable, CustomStringConvertible {
    /// An address without brackets, or a name.
    package let host: String
    package let port: UInt16

    /// Reads `http://HOST[:PORT][/]`; nil for anything else.
    init?(_ text: String) {
        let scheme = "http://"
        guard text.lowercased().hasPrefix(scheme) else { return nil }
        var rest = text.dropFirst(scheme.count)
        if rest.last == "/" { rest = rest.dropLast() }
        var port = Substring("80")
        // The colons of an IPv6 address stand in brackets.
        if let colon = rest.lastIndex(of: ":"), !rest[colon...].contains("]") {
            port = rest[rest.index(after: colon)...]
            rest = rest[..<colon]
        }
        let isBracketed = rest.first == "[" && rest.last == "]"
        let host = String(isBracketed ? rest.dropFirst().dropLast() : rest)
        guard let number = UInt16(port), number > 0, Argument.hostName.read(host) != nil,
            isBracketed == host.contains(":")
        else { return nil }
        self.host = host
        self.port = number
    }

    package var description: String {
        host.contains(":") ? "http://[\(host)]:\(port)" : "http://\(host):\(port)"
    }
}
