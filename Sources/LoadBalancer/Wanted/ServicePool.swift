package import HealthChecker
package import IPVSKit
package import NodeConfiguration

/// One virtual service: what was configured, what is known of its servers' health, and what IPVS should hold for it.
package struct ServicePool: Sendable {
    /// One real server of the pool, as it is now.
    package struct Member: Sendable {
        package let settings: NodeConfiguration.RealServer
        package let checks: [CheckSpecification]
        fileprivate var parts: [ServerHealth.Part]

        package var name: String { settings.displayName }
        package var key: RealServerKey { RealServerKey(settings.address, port: settings.port) }
        package var health: ServerHealth { ServerHealth(parts) }
    }

    /// What is known of a real server that has checks.
    private struct Checked: Sendable {
        /// Its place in the service's list.
        let index: Int
        let checks: [CheckSpecification]
        var parts: [ServerHealth.Part]

        var isInService: Bool { ServerHealth(parts).isInService }
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
    package private(set) var quorum: Quorum
    /// In the order of the file. Tables of a hundred thousand servers without checks take no room here.
    private var checked: [Checked]
    private var fastRemovals = FastRemovalPace()

    /// A service as it starts: servers count as up until a check says otherwise, with `alpha` as down until it passes.
    ///
    /// - Parameter predecessor: the same service before a reload; what its checks found holds for those that ask the
    ///   same question now.
    package init(_ settings: VirtualServer, inheriting predecessor: ServicePool? = nil) {
        if let predecessor, predecessor.settings.saysTheSame(as: settings) {
            self = predecessor
            return
        }
        let key = ServiceKey(settings)
        var checked: [Checked] = []
        for (index, server) in settings.realServers.enumerated() where !server.checks.isEmpty {
            let known = predecessor?.checked(RealServerKey(server.address, port: server.port))
            let checks = CheckSpecification.all(of: server, behind: key)
            let parts = checks.map { check in
                let old = known.flatMap { known in
                    known.checks.firstIndex(where: check.asksTheSame).map { known.parts[$0] }
                }
                return ServerHealth.Part(
                    verdict: old?.verdict, alpha: check.timing.alpha, reason: old?.reason ?? "not checked yet")
            }
            checked.append(Checked(index: index, checks: checks, parts: parts))
        }
        self.key = key
        self.settings = settings
        self.checked = checked
        fastRemovals = predecessor?.fastRemovals ?? FastRemovalPace()
        quorum = Quorum(
            quorum: settings.quorum, hysteresis: settings.hysteresis,
            configuredWeights: settings.realServers.map { Int($0.weight) },
            inService: Self.weightsInService(settings, checked), wasUp: predecessor?.quorum.isUp)
    }

    /// Its real servers, in the order of the file.
    package var members: [Member] {
        var rest = checked[...]
        return settings.realServers.indices.map { index in
            let server = settings.realServers[index]
            guard let found = rest.first, found.index == index else {
                return Member(settings: server, checks: [], parts: [])
            }
            rest.removeFirst()
            return Member(settings: server, checks: found.checks, parts: found.parts)
        }
    }

    /// Whether any of its real servers is checked.
    package var hasChecks: Bool { !checked.isEmpty }

    /// The configured server of this key.
    package func server(_ key: RealServerKey) -> NodeConfiguration.RealServer? {
        settings.realServers.first { $0.port == key.port && $0.address == key.address }
    }

    /// Whether the file has the server, as one of the pool or as its sorry server, whatever its health.
    package func configures(_ key: RealServerKey) -> Bool {
        server(key) != nil || settings.sorryServer.map { RealServerKey($0.address, port: $0.port) } == key
    }

    private func checked(_ key: RealServerKey) -> Checked? {
        checked.first {
            let server = settings.realServers[$0.index]
            return server.port == key.port && server.address == key.address
        }
    }

    /// What a check found last; nil before its first result.
    package func verdict(of key: CheckKey) -> Verdict? {
        place(of: key).flatMap { checked[$0.server].parts[$0.ordinal].verdict }
    }

    private func place(of key: CheckKey) -> (server: Int, ordinal: Int)? {
        for index in checked.indices {
            if let ordinal = checked[index].checks.firstIndex(where: { $0.key == key }) { return (index, ordinal) }
        }
        return nil
    }

    /// Why a server whose kept connection ended does not leave at once.
    package enum FastRemovalRefusal: Hashable, Sendable {
        case quorum
        case pace(Int)
    }

    /// Whether a server may leave sooner than its checks by themselves would have it; counts it where it may.
    package mutating func refusal(of notice: CheckNotice) -> FastRemovalRefusal? {
        guard notice.isFast, let (index, ordinal) = place(of: notice.key), checked[index].isInService,
            let rule = checked[index].checks[ordinal].kept
        else { return nil }
        if quorum.wouldSuffer(withInService: Self.weightsInService(settings, checked, without: checked[index].index)) {
            return .quorum
        }
        return fastRemovals.take(rule.mostFastRemovals, at: notice.at) ? nil : .pace(rule.mostFastRemovals)
    }

    /// Takes a check's verdict in and tells what it changed.
    package mutating func record(_ notice: CheckNotice) -> [Change] {
        guard let (index, ordinal) = place(of: notice.key) else { return [] }
        var changes: [Change] = []
        let wasInService = checked[index].isInService
        checked[index].parts[ordinal] = ServerHealth.Part(
            verdict: notice.verdict, alpha: checked[index].parts[ordinal].alpha, reason: notice.reason)
        let health = ServerHealth(checked[index].parts)
        if health.isInService != wasInService {
            let name = settings.realServers[checked[index].index].displayName
            changes.append(
                health.isInService
                    ? .serverUp(name, reason: health.reason) : .serverDown(name, reason: health.reason))
        }
        if let isUp = quorum.update(inService: Self.weightsInService(settings, checked)) {
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

    private static func weightsInService(
        _ settings: VirtualServer, _ checked: [Checked], without leaving: Int? = nil
    ) -> [Int] {
        let out = Set(checked.filter { !$0.isInService || $0.index == leaving }.map(\.index))
        return settings.realServers.indices.filter { !out.contains($0) }.map { Int(settings.realServers[$0].weight) }
    }
}

extension ServicePool.FastRemovalRefusal: CustomStringConvertible {
    package var description: String {
        switch self {
        case .quorum: "the service would lose its quorum"
        case .pace(let most): "\(most) have left within a second"
        }
    }
}
