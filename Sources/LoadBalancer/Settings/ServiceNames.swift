import Addresses
package import IPVSKit
package import NodeConfiguration

extension ServiceKey {
    /// `tcp/192.0.2.1:80`, `fwmark/7`, `fwmark/7/ipv6`: as people write a service in one word.
    package var pathText: String {
        switch self {
        case .address(let transport, let endpoint): "\(transport.rawValue.lowercased())/\(endpoint)"
        case .firewallMark(let mark, .ipv4): "fwmark/\(mark)"
        case .firewallMark(let mark, .ipv6): "fwmark/\(mark)/ipv6"
        }
    }

    /// Reads `pathText`; an endpoint alone is TCP's.
    package init?(pathText text: some StringProtocol) {
        let parts = Substring(text).utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .map { Substring($0) }
        switch (parts.first, parts.count) {
        case ("fwmark", 2...3):
            guard let mark = UInt32(parts[1]), mark > 0 else { return nil }
            guard parts.count == 3 else {
                self = .firewallMark(mark, .ipv4)
                return
            }
            guard let family = AddressFamily(rawValue: String(parts[2])) else { return nil }
            self = .firewallMark(mark, family)
        case (let name?, 2):
            guard let transport = TransportProtocol(rawValue: name.uppercased()), let endpoint = Endpoint(parts[1])
            else { return nil }
            self = .address(transport, endpoint)
        case (let endpoint?, 1):
            guard let endpoint = Endpoint(endpoint) else { return nil }
            self = .address(.tcp, endpoint)
        default:
            return nil
        }
    }
}

extension RealServerKey {
    /// Reads `10.0.0.1:8080` or `[2001:db8::1]:8080`.
    package init?(_ text: some StringProtocol) {
        guard let endpoint = Endpoint(text) else { return nil }
        self.init(endpoint.address, port: endpoint.port)
    }
}

extension TransportProtocol {
    init(_ transport: ServiceProtocol) {
        switch transport {
        case .tcp: self = .tcp
        case .udp: self = .udp
        case .sctp: self = .sctp
        }
    }
}

extension ForwardingMethod {
    init(_ forwarding: Forwarding) {
        switch forwarding {
        case .nat: self = .nat
        case .direct: self = .direct
        case .tunnel: self = .tunnel
        }
    }
}

extension Tunnel {
    /// What packets to a real server are wrapped in; means nothing where its method is no tunnel.
    init(_ forwarding: Forwarding) {
        switch forwarding {
        case .nat, .direct, .tunnel(.ipip): self = .ipip
        case .tunnel(.gue(let port, let checksum)): self = .gue(port: port, Checksum(checksum))
        case .tunnel(.gre(let checksum)): self = .gre(Checksum(checksum))
        }
    }
}

extension Tunnel.Checksum {
    fileprivate init(_ checksum: Forwarding.Checksum) {
        switch checksum {
        case .none: self = .none
        case .full: self = .full
        case .remote: self = .remote
        }
    }
}

extension NodeConfiguration.RealServer {
    /// `10.0.0.1:8080`, as it is shown to people and in answers.
    package var displayName: String { Endpoint(address, port: port).description }
}
