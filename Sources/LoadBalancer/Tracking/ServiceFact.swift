import HealthChecker
package import IPVSKit
package import NodeConfiguration

/// What changed about a virtual service, for those who are told or decide by it.
package enum ServiceFact: Sendable {
    /// The service has its quorum, or has it no more.
    case quorum(ServiceStanding)
    /// A real server of a service is in service or not.
    case server(ServerStanding)
    /// All services that there are, in the order of the file.
    case all([ServicePool])
}

/// Whether a virtual service has its quorum.
package struct ServiceStanding: Sendable {
    /// Why it is told.
    package enum Occasion: Hashable, Sendable {
        case change
        /// The configuration has the service no more.
        case removal
        /// The daemon stops, and the service says that this is to be told (`omega`).
        case stop
    }

    /// As it was then.
    package let service: ServicePool
    package let isUp: Bool
    package let occasion: Occasion

    /// As it is.
    package init(_ service: ServicePool) {
        self.service = service
        isUp = service.quorum.isUp
        occasion = .change
    }

    /// Its end.
    package init(endOf service: ServicePool, _ occasion: Occasion) {
        self.service = service
        isUp = false
        self.occasion = occasion
    }
}

/// Whether a real server is in service.
package struct ServerStanding: Sendable {
    /// Why it is told.
    package enum Occasion: Hashable, Sendable {
        case change
        /// One of its checks changed, and the server did not.
        case check
        /// It stands there for the first time.
        case start
        /// The configuration has it no more.
        case removal
        /// The daemon stops, and the service says that this is to be told (`omega`).
        case stop
    }

    package let server: NodeConfiguration.RealServer
    /// As it was then.
    package let service: ServicePool
    package let isUp: Bool
    package let occasion: Occasion
    package let reason: String

    package init(
        _ server: NodeConfiguration.RealServer, of service: ServicePool, isUp: Bool, _ occasion: Occasion,
        reason: String
    ) {
        self.server = server
        self.service = service
        self.isUp = isUp
        self.occasion = occasion
        self.reason = reason
    }

    package var key: RealServerKey { RealServerKey(server.address, port: server.port) }
}

extension ServiceFact {
    init?(_ change: ServicePool.Change, of service: ServicePool) {
        func server(
            _ name: String, _ isUp: Bool, _ occasion: ServerStanding.Occasion, _ reason: String
        ) -> ServiceFact? {
            service.settings.realServers.first { $0.displayName == name }.map {
                .server(ServerStanding($0, of: service, isUp: isUp, occasion, reason: reason))
            }
        }
        let fact: ServiceFact? =
            switch change {
            case .quorumUp, .quorumDown: .quorum(ServiceStanding(service))
            case .serverUp(let name, let reason): server(name, true, .change, reason)
            case .serverDown(let name, let reason): server(name, false, .change, reason)
            case .serverStaysDown(let name, let reason): server(name, false, .start, reason)
            case .weight: nil
            }
        guard let fact else { return nil }
        self = fact
    }

    /// The end of a service and of those of its servers that are in service.
    static func ends(of service: ServicePool, _ occasion: ServerStanding.Occasion, reason: String) -> [ServiceFact] {
        service.members.filter(\.health.isInService).map {
            .server(ServerStanding($0.settings, of: service, isUp: false, occasion, reason: reason))
        } + [.quorum(ServiceStanding(endOf: service, occasion == .stop ? .stop : .removal))]
    }
}
