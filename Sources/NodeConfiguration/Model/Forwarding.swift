/// `lvs_method`: how packets reach a real server.
package enum Forwarding: Hashable, Sendable {
    case nat
    case direct
    case tunnel(Tunnel = .ipip)

    /// What packets of `TUN` are wrapped in.
    package enum Tunnel: Hashable, Sendable {
        case ipip
        /// To a port other than 0.
        case gue(port: UInt16, Checksum)
        /// Never with `remcsum`.
        case gre(Checksum)
    }

    /// What protects a wrapped packet.
    package enum Checksum: String, Hashable, Sendable, CaseIterable {
        case none = "nocsum"
        case full = "csum"
        case remote = "remcsum"
    }

    /// `NAT`, `DR` or `TUN`.
    package var keyword: String {
        switch self {
        case .nat: "NAT"
        case .direct: "DR"
        case .tunnel: "TUN"
        }
    }

    package var isTunnel: Bool {
        if case .tunnel = self { true } else { false }
    }

    /// As it stands in a file: `TUN type gue port 6080 nocsum`.
    package var words: [String] {
        switch self {
        case .nat, .direct, .tunnel(.ipip): [keyword]
        case .tunnel(.gue(let port, let checksum)): [keyword, "type", "gue", "port", "\(port)", checksum.rawValue]
        case .tunnel(.gre(let checksum)): [keyword, "type", "gre", checksum.rawValue]
        }
    }
}

extension Forwarding: CustomStringConvertible {
    package var description: String { words.joined(separator: " ") }
}
