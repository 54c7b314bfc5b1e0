import HealthChecker
package import NodeConfiguration

/// What is worth a mail, by the configuration, and what it says.
package struct AlertPlan: Hashable, Sendable {
    package let settings: MailSettings
    /// `router_id`; nil: the host's name.
    package let routerID: String?
    /// What instances and groups say of their own.
    private let instances: [String: Bool]
    private let groups: [String: Bool]

    package init(_ configuration: Configuration) {
        settings = configuration.globals.mail
        routerID = configuration.globals.routerID
        instances = Dictionary(
            configuration.vrrpInstances.compactMap { instance in instance.sendsMail.map { (instance.name, $0) } }
        ) { first, _ in first }
        groups = Dictionary(
            configuration.syncGroups.compactMap { group in group.sendsMail.map { (group.name, $0) } }
        ) { first, _ in first }
    }

    // MARK: Instances and groups

    /// Nil where no mail is wanted.
    package func alert(_ message: NotifyMessage) -> Alert? {
        let isGroup = message.scope == .group
        let own = isGroup ? groups[message.name] : instances[message.name]
        guard settings.canSend, own ?? settings.vrrpAlerts ?? settings.alerts ?? false else { return nil }
        let consequence: String
        switch message.word {
        case .master: consequence = isGroup ? "all its instances are master" : "it has its addresses"
        case .backup: consequence = isGroup ? "all its instances are backup" : "it does not have its addresses"
        case .fault where !settings.omitsFaults:
            consequence = isGroup ? "none of its instances takes part" : "it does not have its addresses"
        case .fault, .stop, .deleted, .masterReceivesLowerPriority, .masterPriority, .backupPriority: return nil
        }
        let kind = isGroup ? "Group" : "Instance"
        return Alert(
            subject: "VRRP \(kind) \(message.name) - Entering \(message.word.rawValue) state",
            body: """
                VRRP \(kind.lowercased()) \(message.name) is in state \(message.word.rawValue) now: \(consequence).
                """)
    }

    // MARK: Services

    /// Nil where no mail is wanted.
    package func alert(_ standing: ServerStanding) -> Alert? {
        // Real servers have mail unless somebody says that they have none.
        let isWanted = standing.server.sendsMail ?? settings.checkerAlerts ?? settings.alerts ?? true
        guard settings.canSend, isWanted else { return nil }
        let service = ServiceLine.name(of: standing.service.settings)
        let server = ServiceLine.name(of: standing.key, in: standing.service.settings)
        let word = ServiceLine.word(standing.isUp)
        let body: String
        switch standing.occasion {
        case .start: return nil
        case .check where settings.omitsChecks: return nil
        case .check:
            body = "A check of real server \(server) changed, and the server stays \(word): \(standing.reason)."
        case .change, .removal, .stop: body = "Real server \(server) is \(word) now: \(standing.reason)."
        }
        return Alert(
            subject: "Realserver \(server) of virtual server \(service) - \(word)",
            body: "\(body)\n\(quorumText(of: standing.service))")
    }

    /// Nil where no mail is wanted.
    package func alert(_ standing: ServiceStanding) -> Alert? {
        let own = standing.service.settings.sendsMail
        guard settings.canSend, own ?? settings.checkerAlerts ?? settings.alerts ?? false else { return nil }
        let service = ServiceLine.name(of: standing.service.settings)
        let word = ServiceLine.word(standing.isUp)
        let cause =
            switch standing.occasion {
            case .change: standing.isUp ? "it has its quorum" : "it has lost its quorum"
            case .removal: "the configuration has it no more"
            case .stop: "the daemon stops"
            }
        return Alert(
            subject: "Virtualserver \(service) - \(word)",
            body: "Virtual server \(service) is \(word) now: \(cause).\n\(quorumText(of: standing.service))")
    }

    private func quorumText(of service: ServicePool) -> String {
        "Weight in service: \(service.quorum.have), of the \(service.quorum.quorum) that the quorum needs."
    }
}
