package import HealthChecker
package import IPVSKit
package import NodeConfiguration

/// One virtual service: what was configured, what is known of its servers' health, and what IPVS should hold for it.
package struct ServicePool: Sendable {
    /// One real server of the pool.
    package struct Member: Sendable {
        package let settings: NodeConfiguration.RealServer
        package let checks: [CheckSpecification]
        fileprivate var parts: [ServerHealth.Part]

        package var name: String { settings.displayName }
        package var key: RealServerKey { RealServerKey(settings.address, port: settings.port) }
        package var health: ServerHealth { ServerHealth(parts) }

        fileprivate init(_ settings: NodeConfiguration.RealServer, behind service: ServiceKey) {
            self.settings = settings
            checks = CheckSpecification.all(of: settings, behind: service)
            parts = checks.map {
                ServerHealth.Part(verdict: nil, alpha: $0.timing.alpha, reason: "not checked yet")
            }
        }
    }

    /// What a change of health led to.
    package enum Change: Hashable, Sendable {
        case serverUp(String, reason: String)
        case serverDown(String, reason: String)
        case quorumUp
        case quorumDown
    }

    package let key: ServiceKey
    package let settings: VirtualServer
    package private(set) var members: [Member]
    package private(set) var quorum: Quorum

    /// A service as it starts: servers count as up until a check says otherwise, with `alpha` as down until it passes.
    ///
    /// - Parameter predecessor: the same service before a reload; what its checks found holds for those that ask the
    ///   same question now.
    package init(_ settings: VirtualServer, inheriting predecessor: ServicePool? = nil) {
        if let predecessor, predecessor.settings == settings {
            self = predecessor
            return
        }
        let key = ServiceKey(settings)
        var members = settings.realServers.map { Member($0, behind: key) }
        for index in members.indices {
            guard !members[index].checks.isEmpty, let known = predecessor?.member(members[index].key) else { continue }
            for ordinal in members[index].checks.indices {
                guard let old = known.checks.firstIndex(where: members[index].checks[ordinal].asksTheSame) else {
                    continue
                }
                members[index].parts[ordinal] = ServerHealth.Part(
                    verdict: known.parts[old].verdict, alpha: members[index].parts[ordinal].alpha,
                    reason: known.parts[old].reason)
            }
        }
        self.key = key
        self.settings = settings
        self.members = members
        quorum = Quorum(
            quorum: settings.quorum, hysteresis: settings.hysteresis,
            configuredWeights: settings.realServers.map { Int($0.weight) },
            inService: Self.weightsInService(members), wasUp: predecessor?.quorum.isUp)
    }

    /// The configured server of this key.
    package func member(_ key: RealServerKey) -> Member? {
        members.first { $0.key == key }
    }

    /// Whether the file has the server, as one of the pool or as its sorry server, whatever its health.
    package func configures(_ key: RealServerKey) -> Bool {
        member(key) != nil || settings.sorryServer.map { RealServerKey($0.address, port: $0.port) } == key
    }

    /// What a check found last; nil before its first result.
    package func verdict(of key: CheckKey) -> Verdict? {
        for member in members {
            if let ordinal = member.checks.firstIndex(where: { $0.key == key }) { return member.parts[ordinal].verdict }
        }
        return nil
    }

    /// Takes a check's verdict in and tells what it changed.
    package mutating func record(_ notice: CheckNotice) -> [Change] {
        var changes: [Change] = []
        for index in members.indices {
            guard let ordinal = members[index].checks.firstIndex(where: { $0.key == notice.key }) else { continue }
            let wasInService = members[index].health.isInService
            members[index].parts[ordinal] = ServerHealth.Part(
                verdict: notice.verdict, alpha: members[index].parts[ordinal].alpha, reason: notice.reason)
            let health = members[index].health
            guard health.isInService != wasInService else { continue }
            changes.append(
                health.isInService
                    ? .serverUp(members[index].name, reason: health.reason)
                    : .serverDown(members[index].name, reason: health.reason))
        }
        if let isUp = quorum.update(inService: Self.weightsInService(members)) {
            changes.append(isUp ? .quorumUp : .quorumDown)
        }
        return changes
    }

    /// Whether the sorry server answers instead of the pool.
    package var isSorry: Bool { settings.sorryServer != nil && !quorum.isUp }

    /// The weight IPVS should give a server now; nil where it should not hold the server.
    ///
    /// A failed server leaves, or with `inhibit_on_failure` stays with weight 0. While the sorry server answers, the
    /// servers that are up leave, too.
    package func effectiveWeight(of member: Member) -> UInt32? {
        if member.health.isInService { return isSorry ? nil : member.settings.weight }
        return member.settings.inhibitOnFailure ? 0 : nil
    }

    private static func weightsInService(_ members: [Member]) -> [Int] {
        members.filter(\.health.isInService).map { Int($0.settings.weight) }
    }
}
