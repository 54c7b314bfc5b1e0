/// A value of a kernel setting that works against the configuration.
package enum SysctlWarning: Hashable, Sendable {
    /// With `expire_quiescent_template` 0 a client with a persistence template goes on to a server of weight 0, so that
    /// it neither drains nor is spared when it has failed.
    case templatesOutliveWeightZero([ServiceName])
    /// With `expire_nodest_conn` 0 the connections of a removed server fall silent until they time out.
    case connectionsOutliveServer([ServiceName])

    package static let expireQuiescentTemplate = "expire_quiescent_template"
    package static let expireNodestConn = "expire_nodest_conn"

    /// How many services a message names.
    private static let namesShown = 5

    /// - Parameter values: the settings as they will be, by name; one that is not known is not warned of.
    static func all(for facts: SysctlFacts, values: [String: String]) -> [SysctlWarning] {
        var warnings: [SysctlWarning] = []
        if !facts.persistentAtWeightZero.isEmpty, isOff(expireQuiescentTemplate, in: values) {
            warnings.append(.templatesOutliveWeightZero(facts.persistentAtWeightZero))
        }
        if !facts.removingFailed.isEmpty, isOff(expireNodestConn, in: values) {
            warnings.append(.connectionsOutliveServer(facts.removingFailed))
        }
        return warnings
    }

    private static func isOff(_ name: String, in values: [String: String]) -> Bool {
        values[name].flatMap { Int($0.filter { !$0.isWhitespace }) } == 0
    }

    /// The setting at fault.
    package var setting: String {
        switch self {
        case .templatesOutliveWeightZero: Self.expireQuiescentTemplate
        case .connectionsOutliveServer: Self.expireNodestConn
        }
    }

    /// Whether the configuration asks for something that it does not get as long as this holds. What merely follows
    /// from a default that every keepalived lives with is told once and does not make a node unhealthy.
    package var isProblem: Bool {
        switch self {
        case .templatesOutliveWeightZero: true
        case .connectionsOutliveServer: false
        }
    }

    private var services: [ServiceName] {
        switch self {
        case .templatesOutliveWeightZero(let services), .connectionsOutliveServer(let services): services
        }
    }

    private var names: String {
        let rest = services.count - Self.namesShown
        return services.prefix(Self.namesShown).map(\.description).joined(separator: ", ")
            + (rest > 0 ? " and \(rest) more" : "")
    }
}

extension SysctlWarning: CustomStringConvertible {
    package var description: String {
        let effect =
            switch self {
            case .templatesOutliveWeightZero:
                "clients with a persistence template go on to servers of weight 0, which neither drains nor spares them"
            case .connectionsOutliveServer:
                "connections to a server that a failed check removes fall silent until they time out"
            }
        return "\(setting) is 0: \(effect) (\(names)); lvs_sysctl { \(setting) 1 } in global_defs changes that"
    }
}
