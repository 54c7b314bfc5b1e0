package import IPVSKit
package import NodeConfiguration

/// Which synchronisation daemons are to run, and the steps to it.
package struct SyncDaemonPlan: Hashable, Sendable {
    package enum Step: Hashable, Sendable {
        case stop(SyncDaemon.Role)
        case start(SyncDaemon)
    }

    package let steps: [Step]

    /// - Parameters:
    ///   - wanted: as `wanted(by:isMaster:)`.
    ///   - running: what the kernel says.
    ///   - started: how we started them; what the kernel shows of a daemon may be corrected by it.
    ///   - ownsAll: whether daemons that somebody else started go, too.
    package init(wanted: [SyncDaemon], running: [SyncDaemon], started: [SyncDaemon], ownsAll: Bool) {
        var steps: [Step] = []
        let stands = wanted.filter { daemon in
            started.contains(daemon)
                && running.contains {
                    $0.role == daemon.role && $0.interface == daemon.interface && $0.syncID == daemon.syncID
                }
        }
        for daemon in running where !stands.contains(where: { $0.role == daemon.role }) {
            if ownsAll || started.contains(where: { $0.role == daemon.role }) { steps.append(.stop(daemon.role)) }
        }
        // A namespace has one of each role: the end of the other comes first.
        self.steps = steps + wanted.filter { !stands.contains($0) }.map(Step.start)
    }

    /// The daemons of a configuration.
    ///
    /// - Parameter isMaster: whether the instance that it names is master.
    package static func wanted(by settings: SyncDaemonSettings?, isMaster: Bool) -> [SyncDaemon] {
        guard let settings else { return [] }
        let roles: [SyncDaemon.Role] =
            settings.instance == nil ? [.master, .backup] : isMaster ? [.master] : [.backup]
        return roles.map { role in
            SyncDaemon(
                role, on: settings.interface, syncID: settings.syncID, maximumLength: settings.maximumLength,
                group: settings.group, port: settings.port, ttl: settings.ttl)
        }
    }
}
