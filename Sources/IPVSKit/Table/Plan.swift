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
///
/// A plan that fills an empty table holds the table's entries and spells out their steps when they are asked for: the
/// steps of a hundred thousand rows at once would take ten times the room of the rows.
public struct Plan: Sendable {
    enum Part: Sendable {
        case steps([PlanStep])
        /// Services to add, each followed by its real servers.
        case newServices([TableEntry])
    }

    private let parts: [Part]

    public init(_ steps: [PlanStep] = []) {
        self.init(parts: [.steps(steps)])
    }

    init(parts: [Part]) {
        self.parts = parts.filter { !$0.isEmpty }
    }

    /// In the order in which they are sent.
    public var steps: [PlanStep] {
        var steps: [PlanStep] = []
        forEachBatch(of: .max) { steps += $0 }
        return steps
    }

    /// Whether nothing has to change.
    public var isEmpty: Bool { parts.isEmpty }

    /// How many steps there are.
    public var count: Int { parts.reduce(0) { $0 + $1.count } }

    /// The steps, up to `size` at a time.
    func forEachBatch<Failure: Error>(
        of size: Int, _ body: (ArraySlice<PlanStep>) throws(Failure) -> Void
    ) throws(Failure) {
        var batch: [PlanStep] = []
        batch.reserveCapacity(min(size, count))
        func add(_ step: PlanStep) throws(Failure) {
            batch.append(step)
            guard batch.count == size else { return }
            try body(batch[...])
            batch.removeAll(keepingCapacity: true)
        }
        for part in parts {
            switch part {
            case .steps(let steps):
                for step in steps { try add(step) }
            case .newServices(let entries):
                for entry in entries {
                    try add(.addService(entry.service))
                    for server in entry.realServers { try add(.addRealServer(server, to: entry.service.key)) }
                }
            }
        }
        if !batch.isEmpty { try body(batch[...]) }
    }
}

extension Plan: Hashable {
    public static func == (left: Plan, right: Plan) -> Bool { left.steps == right.steps }

    public func hash(into hasher: inout Hasher) { hasher.combine(steps) }
}

extension Plan.Part {
    fileprivate var isEmpty: Bool {
        switch self {
        case .steps(let steps): steps.isEmpty
        case .newServices(let entries): entries.isEmpty
        }
    }

    fileprivate var count: Int {
        switch self {
        case .steps(let steps): steps.count
        case .newServices(let entries): entries.reduce(entries.count) { $0 + $1.realServers.count }
        }
    }
}
