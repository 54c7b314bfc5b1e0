/// One change to the kernel's table.
public enum PlanStep: Hashable, Sendable {
    case addService(VirtualService)
    /// Changes a service in place; its connections and real servers stay.
    case editService(VirtualService)
    case addRealServer(RealServer, to: ServiceKey)
    /// Changes a real server in place; its connections stay.
    case editRealServer(RealServer, of: ServiceKey)
    case removeRealServer(RealServerKey, from: ServiceKey)
    /// Removes a service and with it its real servers.
    case removeService(ServiceKey)
}

extension PlanStep {
    /// The service that the step is about, or whose real server it is about.
    public var service: ServiceKey {
        switch self {
        case .addService(let service), .editService(let service): service.key
        case .addRealServer(_, let key), .editRealServer(_, let key), .removeRealServer(_, let key): key
        case .removeService(let key): key
        }
    }

    /// The real server that the step is about, nil where it is about a service.
    public var realServer: RealServerKey? {
        switch self {
        case .addRealServer(let server, _), .editRealServer(let server, _): server.key
        case .removeRealServer(let key, _): key
        case .addService, .editService, .removeService: nil
        }
    }
}

extension PlanStep: CustomStringConvertible {
    /// `add TCP 192.0.2.1:80`, `remove 10.0.0.1:8080 from TCP 192.0.2.1:80`.
    public var description: String {
        switch self {
        case .addService(let service): "add \(service.key)"
        case .editService(let service): "edit \(service.key)"
        case .addRealServer(let server, let service): "add \(server.key) to \(service)"
        case .editRealServer(let server, let service): "edit \(server.key) of \(service)"
        case .removeRealServer(let server, let service): "remove \(server) from \(service)"
        case .removeService(let service): "remove \(service)"
        }
    }
}

/// Changes to the kernel's table, in the order in which they are made.
public struct Plan: Hashable, Sendable {
    /// In the order in which they are sent.
    public let steps: [PlanStep]

    public init(_ steps: [PlanStep] = []) {
        self.steps = steps
    }

    /// Whether nothing has to change.
    public var isEmpty: Bool { steps.isEmpty }
}
