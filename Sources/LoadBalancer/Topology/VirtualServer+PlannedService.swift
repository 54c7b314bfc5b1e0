import Addresses
package import NodeConfiguration
package import Topology

extension TopologySettings {
    /// The virtual service that the kernel is to hold for a planned one.
    package func virtualServer(for service: PlannedService) -> VirtualServer {
        let (virtual, transport) = (service.key.virtual, ServiceProtocol(service.key.transport))
        return VirtualServer(
            identity: .address(virtual.address, port: virtual.port), transportProtocol: transport,
            family: virtual.address.family, scheduler: scheduler, method: method,
            persistence: persistenceTimeout.map {
                PersistenceSettings(timeout: $0, prefixLength: virtual.address.family.bitWidth)
            },
            onePacket: false, delayLoop: delayLoop, quorum: 1, hysteresis: 0, alpha: false, inhibitOnFailure: false,
            drainTimeout: drainTimeout, realServers: service.servers.map { realServer($0.endpoint, transport) },
            position: position)
    }

    /// What there is to say about services whose members no check can tell alive.
    func unchecked(in services: [PlannedService]) -> [TopologyWarning] {
        services.compactMap { service in
            guard let server = service.servers.first?.endpoint else { return nil }
            let transport = ServiceProtocol(service.key.transport)
            guard checks.allSatisfy({ $0.check(of: server, over: transport) == nil }) else { return nil }
            return TopologyWarning(
                .notChecked, service: service.service, object: "\(service.key)",
                "the members of \(service.key) are not checked: a check of \(transport.rawValue) needs a connect_port")
        }
    }

    private func realServer(_ endpoint: Endpoint, _ transport: ServiceProtocol) -> NodeConfiguration.RealServer {
        RealServer(
            address: endpoint.address, port: endpoint.port, weight: weight, method: method, upperThreshold: 0,
            lowerThreshold: 0, inhibitOnFailure: false,
            checks: checks.compactMap { $0.check(of: endpoint, over: transport) })
    }
}

extension ServiceProtocol {
    init(_ transport: TopologyDocument.Transport) {
        switch transport {
        case .tcp: self = .tcp
        case .udp: self = .udp
        case .sctp: self = .sctp
        }
    }
}
