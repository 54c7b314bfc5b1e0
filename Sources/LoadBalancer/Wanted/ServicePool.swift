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
        /// Under one of the pool's services.
        package func key(behind service: ServiceKey) -> RealServerKey {
            RealServerKey(settings.address, port: settings.port(behind: service))
        }
        package var health: ServerHealth { ServerHealth(parts) }
        /// The configured weight with what checks say about it.
        package var weight: Int { parts.weight(from: settings) }
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
        /// A server in service has another weight now.
        case weight(String, from: Int, to: Int, reason: String)
        /// It was not in service from the start, and the first of its checks has failed.
        case serverStaysDown(String, reason: String)
        case quorumUp
        case quorumDown
    }

    package let name: ServiceName
    /// The kernel's services of a group: all have the same real servers.
    private let groupKeys: [ServiceKey]
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
        let name = ServiceName(settings)
        var checked: [Checked] = []
        for (index, server) in settings.realServers.enumerated() where !server.checks.isEmpty {
            let known = predecessor?.checked(server)
            let checks = CheckSpecification.all(of: server, behind: name)
            let succession = CheckSuccession(from: known?.checks ?? [], to: checks)
            let parts = zip(checks, succession.predecessors).map { check, place in
                let old = place.flatMap { known?.parts[$0] }
                return ServerHealth.Part(
                    verdict: old?.verdict, alpha: check.timing.alpha, reason: old?.reason ?? "not checked yet",
                    weight: old?.weight)
            }
            checked.append(Checked(index: index, checks: checks, parts: parts))
        }
        self.name = name
        groupKeys =
            switch name {
            case .single: []
            case .group: ServiceKey.all(of: settings)
            }
        self.settings = settings
        self.checked = checked
        fastRemovals = predecessor?.fastRemovals ?? FastRemovalPace()
        quorum = Quorum(
            quorum: settings.quorum, hysteresis: settings.hysteresis,
            configuredWeights: settings.realServers.map { Int($0.weight) },
            inService: Self.weightsInService(settings, checked), wasUp: predecessor?.quorum.isUp)
    }

    /// What the kernel knows it by: one service, or those of its group.
    package var keys: [ServiceKey] {
        switch name {
        case .single(let key): [key]
        case .group: groupKeys
        }
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

    /// The configured server that one of the pool's services has as this.
    package func server(_ key: RealServerKey, behind service: ServiceKey) -> NodeConfiguration.RealServer? {
        settings.realServers.first { $0.address == key.address && $0.port(behind: service) == key.port }
    }

    /// Whether the file has the server, as one of the pool or as its sorry server, whatever its health.
    package func configures(_ key: RealServerKey, behind service: ServiceKey) -> Bool {
        server(key, behind: service) != nil || settings.sorryServer?.key(behind: service) == key
    }

    private func checked(_ known: NodeConfiguration.RealServer) -> Checked? {
        checked.first {
            let server = settings.realServers[$0.index]
            return server.port == known.port && server.address == known.address
        }
    }

    /// What a check found last; nil before its first result.
    package func verdict(of key: CheckKey) -> Verdict? {
        place(of: key).flatMap { checked[$0.server].parts[$0.ordinal].verdict }
    }

    /// Whether a notice is about a check of this service as it is now, and not about one that stood in its place before
    /// a reload.
    package func hasCheck(of notice: CheckNotice) -> Bool {
        place(of: notice.key).map { checked[$0.server].checks[$0.ordinal].isMeant(by: notice) } ?? false
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

    /// Lets a server leave sooner than its checks by themselves would have it, and counts that.
    ///
    /// - Returns: why it does not leave; nil where it does, or where nobody need be asked.
    package mutating func admit(_ notice: CheckNotice) -> FastRemovalRefusal? {
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
        let before = ServerHealth(checked[index].parts)
        let server = settings.realServers[checked[index].index]
        let weight = checked[index].parts.weight(from: server)
        checked[index].parts[ordinal] = ServerHealth.Part(
            verdict: notice.verdict, alpha: checked[index].parts[ordinal].alpha, reason: notice.reason,
            weight: notice.weight)
        let health = ServerHealth(checked[index].parts)
        let newWeight = checked[index].parts.weight(from: server)
        let name = server.displayName
        if !before.isInService, before.state == .unknown, health.state == .down {
            changes.append(.serverStaysDown(name, reason: health.reason))
        } else if health.isInService != before.isInService {
            changes.append(
                health.isInService
                    ? .serverUp(name, reason: health.reason) : .serverDown(name, reason: health.reason))
        } else if health.isInService, newWeight != weight {
            changes.append(.weight(name, from: weight, to: newWeight, reason: notice.reason))
        }
        if let isUp = quorum.update(inService: Self.weightsInService(settings, checked)) {
            changes.append(isUp ? .quorumUp : .quorumDown)
        }
        return changes
    }

    /// What a check without a result counts as, or what it found last; nil for one that is not there.
    package func assumption(about key: CheckKey) -> Verdict? {
        place(of: key).map { place in
            let part = checked[place.server].parts[place.ordinal]
            return part.verdict ?? (part.alpha ? .down : .up)
        }
    }

    /// The server that a check is about.
    package func server(checkedBy key: CheckKey) -> NodeConfiguration.RealServer? {
        place(of: key).map { settings.realServers[checked[$0.server].index] }
    }

    /// Whether a server of the pool is in service.
    package func isInService(_ server: NodeConfiguration.RealServer) -> Bool {
        checked(server)?.isInService ?? true
    }

    /// Whether the sorry server answers instead of the pool.
    package var isSorry: Bool { settings.sorryServer != nil && !quorum.isUp }

    /// The weight IPVS should give a server now; nil where it should not hold the server.
    ///
    /// A failed server leaves, or with `inhibit_on_failure` stays with weight 0. While the sorry server answers, the
    /// servers that are up leave, too.
    package func effectiveWeight(of member: Member) -> UInt32? {
        if member.health.isInService { return isSorry ? nil : UInt32(clamping: member.weight) }
        return member.settings.inhibitOnFailure ? 0 : nil
    }

    private static func weightsInService(
        _ settings: VirtualServer, _ checked: [Checked], without leaving: Int? = nil
    ) -> [Int] {
        var weights = settings.realServers.map { Int($0.weight) }
        for server in checked {
            weights[server.index] =
                server.isInService && server.index != leaving
                ? server.parts.weight(from: settings.realServers[server.index]) : 0
        }
        return weights
    }
}

extension [ServerHealth.Part] {
    /// A server's configured weight with what its checks say about it.
    fileprivate func weight(from server: NodeConfiguration.RealServer) -> Int {
        DynamicWeight.sum(Int(server.weight), lazy.compactMap(\.weight))
    }
}

extension ServicePool.Change {
    /// Whether it is about a real server.
    package var isOfServer: Bool {
        switch self {
        case .serverUp, .serverDown, .serverStaysDown: true
        case .quorumUp, .quorumDown, .weight: false
        }
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
