import HealthChecker
import NodeConfiguration

// What changed about services and servers, for scripts, FIFOs, mail and those who track.
extension ServicePools {
    func tellAllFacts() {
        guard hasStarted else { return }
        onFacts([.all(pools)])
    }

    /// Tells of the servers that stand there for the first time and are in service.
    func tellStarts(among before: [ServicePool]) {
        let known = Dictionary(before.map { ($0.name, $0) }) { first, _ in first }
        for pool in pools {
            let old = Set(known[pool.name]?.settings.realServers.map(\.displayName) ?? [])
            let facts = pool.members.filter { $0.health.isInService && !old.contains($0.name) }.map { member in
                ServiceFact.server(
                    ServerStanding(member.settings, of: pool, isUp: true, .start, reason: "it is taken into service"))
            }
            if !facts.isEmpty { onFacts(facts) }
        }
    }

    /// Tells of the services and servers of `before` that are there no more.
    func tellRemovals(since before: [ServicePool]) {
        let reason = "the configuration has it no more"
        for old in before {
            guard let pool = pool(old.name) else {
                onFacts(ServiceFact.ends(of: old, .removal, reason: reason))
                continue
            }
            guard !pool.settings.saysTheSame(as: old.settings) else { continue }
            let kept = Set(pool.members.map(\.name))
            let facts = old.members.filter { $0.health.isInService && !kept.contains($0.name) }.map { member in
                ServiceFact.server(ServerStanding(member.settings, of: pool, isUp: false, .removal, reason: reason))
            }
            if !facts.isEmpty { onFacts(facts) }
        }
    }

    /// Tells of the end of those services that say that a stop is to be told (`omega`).
    package func tellEnd() {
        for pool in pools where pool.settings.tellsAtStop {
            onFacts(ServiceFact.ends(of: pool, .stop, reason: "the daemon stops"))
        }
    }

    /// Tells of a check that changed while its server did not.
    func tell(_ notice: CheckNotice, of pool: ServicePool) {
        guard let server = pool.server(checkedBy: notice.key) else { return }
        let isUp = pool.isInService(server)
        onFacts([
            .server(ServerStanding(server, of: pool, isUp: isUp, .check, reason: "\(notice.key): \(notice.reason)"))
        ])
    }
}
