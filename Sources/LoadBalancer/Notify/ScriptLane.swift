package import IPVSKit

/// Whose scripts they are: those of one lane run one after the other.
package struct ScriptLane: Hashable, Sendable {
    package enum Kind: String, Hashable, Sendable {
        case instance
        case group
        case service = "virtual_server"
        case server = "real_server"
    }

    package let kind: Kind
    package let name: String

    package init(_ message: NotifyMessage) {
        kind =
            switch message.scope {
            case .instance: .instance
            case .group: .group
            }
        name = message.name
    }

    package init(_ service: ServiceName) {
        kind = .service
        name = "\(service)"
    }

    package init(_ server: RealServerKey, of service: ServiceName) {
        kind = .server
        name = "\(server) of \(service)"
    }

    /// Where problems with its scripts are.
    var problemPlace: String { "\(kind.rawValue) \(name)" }

    /// Whether many of its kind may have something to tell at the same moment.
    var isOneOfMany: Bool { kind == .service || kind == .server }
}
