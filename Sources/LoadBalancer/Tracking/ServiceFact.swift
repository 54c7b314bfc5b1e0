package import IPVSKit

/// What changed about a virtual service, for those who are told or decide by it.
package enum ServiceFact: Sendable {
    /// The service has its quorum, or has it no more.
    case quorum(ServiceName, isUp: Bool)
    /// A real server of a service is in service or not.
    case server(RealServerKey, of: ServiceName, isUp: Bool)
    /// All services that there are, in the order of the file, with their quorum.
    case all([(name: ServiceName, isUp: Bool)])
}

extension ServiceFact {
    init?(_ change: ServicePool.Change, of service: ServiceName) {
        switch change {
        case .quorumUp: self = .quorum(service, isUp: true)
        case .quorumDown: self = .quorum(service, isUp: false)
        case .weight: return nil
        case .serverUp(let name, _), .serverDown(let name, _):
            guard let server = RealServerKey(name) else { return nil }
            if case .serverUp = change {
                self = .server(server, of: service, isUp: true)
            } else {
                self = .server(server, of: service, isUp: false)
            }
        }
    }
}
