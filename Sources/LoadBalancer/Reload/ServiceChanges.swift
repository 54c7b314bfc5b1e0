import Addresses
import HealthChecker
import IPVSKit
import NodeConfiguration

// What a reload tells of virtual services, their real servers and checks.

extension VirtualServer: ChangeableObject {
    var changeName: String { ServiceName(self).description }
    var changeSummary: String {
        persistence.map { "\(scheduler), persistent \($0.timeout) s" } ?? scheduler
    }

    var facts: [ChangeFact] {
        [
            ChangeFact("virtual_server_group", showing: groupText, value: identity.alone),
            ChangeFact("lvs_sched", scheduler),
            ChangeFact("persistence_timeout", persistence?.timeout),
            ChangeFact("persistence_granularity", persistence?.prefixLength), ChangeFact(flag: "ops", onePacket),
            ChangeFact("quorum", quorum), ChangeFact("hysteresis", hysteresis),
            ChangeFact(
                "sorry_server", showing: sorryServer.map { "\(Endpoint($0.address, port: $0.port)) \($0.method)" },
                value: sorryServer),
            ChangeFact("drain_timeout", drainTimeout),
            ChangeFact("scheduler flags", showing: nil, value: schedulerFlags),
            ChangeFact("persistence_engine", persistence?.engine),
            ChangeFact(flag: "ha_suspend", suspendsWithoutAddress),
            ChangeFact("quorum_up", scripts?.up?.changeText),
            ChangeFact("quorum_down", scripts?.down?.changeText), ChangeFact(flag: "omega", tellsAtStop),
            ChangeFact("smtp_alert", sendsMail),
        ]
    }

    /// Nil where it is of no group.
    private var groupText: String? {
        guard case .group(let group, _) = identity else { return nil }
        return group.members.prefix(8).map(\.description).joined(separator: " ")
            + (group.members.count > 8 ? " … (\(group.members.count))" : "")
    }

    /// Its real servers are objects of their own.
    func isUnchanged(in other: VirtualServer) -> Bool { alone == other.alone }
}

extension PlacedServer: ChangeableObject {
    var changeName: String { "\(server.displayName) of \(service)" }
    var changeSummary: String { "\(server.method), weight \(server.weight)" }

    var facts: [ChangeFact] {
        [
            ChangeFact("weight", server.weight), ChangeFact("lvs_method", server.method.description),
            ChangeFact("uthreshold", server.upperThreshold), ChangeFact("lthreshold", server.lowerThreshold),
            ChangeFact(flag: "inhibit_on_failure", server.inhibitOnFailure),
            ChangeFact("notify_up", server.scripts?.up?.changeText),
            ChangeFact("notify_down", server.scripts?.down?.changeText), ChangeFact("smtp_alert", server.sendsMail),
        ]
    }

    /// Its checks are objects of their own.
    func isUnchanged(in other: Self) -> Bool { server.alone == other.server.alone }
}

extension CheckSpecification: ChangeableObject {
    var changeName: String { key.description }
    var changeSummary: String {
        kind.isScheduled ? "\(kind) of \(targetText) each \(timing.delayLoop)" : "\(kind) of \(targetText)"
    }

    var facts: [ChangeFact] {
        [
            ChangeFact(
                "check", showing: "\(kind) of \(targetText)\(kind.changeText)", value: [AnyHashable(kind), target]),
            ChangeFact("origin", showing: nil, value: origin), ChangeFact("log_all_failures", logsAllFailures),
            ChangeFact("bindto", bindTo), ChangeFact("delay_loop", timing.delayLoop),
            ChangeFact("connect_timeout", timing.connectTimeout), ChangeFact("retry", timing.retry),
            ChangeFact("delay_before_retry", timing.delayBeforeRetry), ChangeFact("warmup", timing.warmup),
            ChangeFact(flag: "alpha", timing.alpha),
            ChangeFact(
                "KEEP_OPEN",
                showing: kept.map { "retry \($0.retry), max_fast_removals \($0.mostFastRemovals)" }, value: kept),
        ]
    }

    /// Its place among the server's checks does not matter.
    func isUnchanged(in other: CheckSpecification) -> Bool {
        asksTheSame(as: other) && timing == other.timing && kept == other.kept
            && logsAllFailures == other.logsAllFailures
    }
}

extension CheckKind {
    /// What it asks for, as far as that is short.
    fileprivate var changeText: String {
        switch self {
        case .http(let check): " " + check.urls.map(\.path).joined(separator: " ")
        default: ""
        }
    }
}
