import Addresses
package import IPVSKit
package import NodeConfiguration

extension ServiceKey {
    /// The kernel's key of a `virtual_server`.
    package init(_ server: VirtualServer) {
        switch server.identity {
        case .address(let address, let port):
            self = .address(TransportProtocol(server.transportProtocol), Endpoint(address, port: port))
        case .firewallMark(let mark):
            self = .firewallMark(mark, server.family)
        }
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

extension NodeConfiguration.RealServer {
    /// `10.0.0.1:8080`, as it is shown to people and in answers.
    package var displayName: String { Endpoint(address, port: port).description }
}
