package import IPVSKit

/// What an audit put right, told service by service, briefly: somebody who cleared a table of ten thousand services
/// must not fill the log.
package struct CorrectionReport: Sendable {
    /// One service and what was done to it.
    package struct Line: Hashable, Sendable {
        package let service: ServiceKey
        /// Such as `add 10.0.0.1:80, add 10.0.0.2:80 and 3 more steps`.
        package let text: String
    }

    /// In the order in which the services were touched.
    package let lines: [Line]
    /// Services beyond those, which are only counted.
    package let others: Int

    private static let mostSteps = 3
    private static let mostServices = 20

    package init(_ steps: [PlanStep]) {
        var order: [ServiceKey] = []
        var texts: [ServiceKey: [String]] = [:]
        var counts: [ServiceKey: Int] = [:]
        for step in steps {
            let key = step.service
            if counts[key] == nil { order.append(key) }
            counts[key, default: 0] += 1
            guard order.count <= Self.mostServices, counts[key, default: 0] <= Self.mostSteps else { continue }
            texts[key, default: []].append(step.shortText)
        }
        lines = order.prefix(Self.mostServices).map { key in
            let told = texts[key] ?? []
            let rest = (counts[key] ?? 0) - told.count
            let more = rest == 0 ? "" : " and \(rest) more step\(rest == 1 ? "" : "s")"
            return Line(service: key, text: told.joined(separator: ", ") + more)
        }
        others = max(0, order.count - Self.mostServices)
    }
}

extension PlanStep {
    /// The step without its service's name.
    fileprivate var shortText: String {
        switch self {
        case .addService: "add the service"
        case .editService: "edit the service"
        case .addRealServer(let server, _): "add \(server.key) with weight \(server.weight)"
        case .editRealServer(let server, _): "edit \(server.key) to weight \(server.weight)"
        case .removeRealServer(let key, _): "remove \(key)"
        case .removeService: "remove the service"
        }
    }
}
