package import Addresses
package import AgentStore
package import ControlMessages
import Deadlines
package import HealthChecker
import Logging
package import ManagementServers
package import NodeConfiguration
import Polling

/// The management-server groups of the running configuration, the agents that registered with them, and the health of
/// their servers.
package actor ManagementGroups {
    /// In the order of the file.
    var groups: [ConfiguredGroup] = []
    var watchers = GroupWatchers()
    /// The wait for what the passing of time changes, and its end.
    var timer: (due: Instant, task: Task<Void, Never>)?
    /// By group: asks the peers while the group learns.
    var imports: [String: Task<Void, Never>] = [:]
    var life: Task<Void, Never>?
    private var verdicts: [CheckKey: (specification: CheckSpecification, notice: CheckNotice)] = [:]
    /// By group: how many of its servers have left because their kept connections ended.
    private var fastRemovals: [String: FastRemovalPace] = [:]
    private var isConfigured = false
    private let makeRegistry: @Sendable () throws -> (any AgentRegistry)?
    private(set) var keeper: RegistryKeeper?
    nonisolated let events: EventJournal
    nonisolated let problems: ProblemBoard

    /// - Parameter registry: where agents outlive the daemon, asked for once there are groups; nil where nowhere.
    package init(
        events: EventJournal, problems: ProblemBoard,
        registry: @escaping @Sendable () throws -> (any AgentRegistry)? = { nil }
    ) {
        self.events = events
        self.problems = problems
        makeRegistry = registry
    }

    /// Makes these the groups; agents that registered with one that stays remain known, and so does what checks found
    /// that ask the same question now.
    package func configure(_ blocks: [ManagementServerGroup]) async {
        let known = Dictionary(groups.map { ($0.name, $0) }) { first, _ in first }
        let before = groups.map(\.group.settings)
        groups = blocks.map { block in
            var group = known[block.name] ?? ConfiguredGroup(block)
            group.configure(block)
            return group
        }
        let asked = Dictionary(groups.flatMap(\.specifications).map { ($0.key, $0) }) { first, _ in first }
        verdicts = verdicts.filter { key, found in asked[key]?.asksTheSame(as: found.specification) == true }
        fastRemovals = fastRemovals.filter { name, _ in groups.contains { $0.name == name } }
        for index in groups.indices { _ = refreshHealth(of: index) }
        if isConfigured { tellDifferences(from: before) }
        isConfigured = true
        for name in imports.keys.sorted() where group(named: name) == nil {
            endImport(of: name)
        }
        for old in before where group(named: old.name) == nil {
            watchers.tellAll(of: old.name)
            problems.settle(Self.fullProblem, at: old.name)
        }
        await restore(blocks.map(\.name).filter { known[$0] == nil })
        for index in groups.indices {
            settle(index)
            let peers = groups[index].peers
            if let former = known[groups[index].name], former.peers != peers, groups[index].group.isLearning {
                startImport(of: groups[index].name)
            }
        }
        await keepOrders(of: groups)
    }

    /// Gives back what was taken: no group changes any more.
    package func stop() async {
        timer?.task.cancel()
        life?.cancel()
        for task in imports.values { task.cancel() }
        try? await keeper?.keep(signsOfLife)
    }

    /// Takes verdicts in; those of other checks are passed over.
    ///
    /// - Returns: the fast removals that are not taken: those servers stay as they were.
    @discardableResult
    package func record(_ notices: [CheckNotice]) -> [CheckNotice] {
        var refused: [CheckNotice] = []
        for notice in notices {
            guard let index = groups.firstIndex(where: { $0.name == notice.key.groupName }),
                let specification = groups[index].specifications.first(where: { $0.key == notice.key }),
                specification.isMeant(by: notice)
            else { continue }
            guard admits(notice, of: specification, in: groups[index]) else {
                tellRefusal(of: notice)
                refused.append(notice)
                continue
            }
            verdicts[notice.key] = (specification, notice)
            for change in refreshHealth(of: index) { tell(change, of: groups[index].name) }
            settle(index)
        }
        return refused
    }

    /// Whether a server may leave sooner than its checks by themselves would have it; counts it where it may. A group has
    /// no quorum.
    private func admits(
        _ notice: CheckNotice, of specification: CheckSpecification, in group: ConfiguredGroup
    ) -> Bool {
        guard notice.isFast, let rule = specification.kept,
            let server = group.servers.first(where: { $0.checks.contains(specification) }),
            group.group.health(of: server.address) != .down
        else { return true }
        return fastRemovals[group.name, default: FastRemovalPace()].take(rule.mostFastRemovals, at: notice.at)
    }

    package var all: [ServerGroup] { groups.map(\.group) }

    package func group(named name: String) -> ServerGroup? {
        groups.first { $0.name == name }?.group
    }

    /// The list for one agent, known or not. The group stays where it is: a copy that somebody holds makes the next
    /// registration copy much of it.
    func answer(to agent: AgentID, of name: String, zone: String?) -> AgentAnswer? {
        guard let index = groups.firstIndex(where: { $0.name == name }) else { return nil }
        return groups[index].group.list(for: agent, zone: zone)
    }

    func isLearning(_ name: String) -> Bool {
        groups.first { $0.name == name }?.group.isLearning == true
    }

    package var agentCount: Int { groups.reduce(0) { $0 + $1.group.agents.count } }

    /// Registers an agent and answers with its list, when the registration would survive a power cut; nil where there
    /// is no such group. One that cannot be kept is known until the daemon ends, and is not answered as if it were.
    ///
    /// - Parameter client: who asks over the network; nil for one on this host.
    package func register(
        _ report: AgentReport, with name: String, from client: IPAddress? = nil
    ) async throws(ControlError) -> AgentAnswer? {
        guard let index = groups.firstIndex(where: { $0.name == name }) else { return nil }
        try admit(report.id, to: index, from: client)
        let isNew = groups[index].group.agents[report.id]?.lastSeen == nil
        let answer = groups[index].group.register(report, at: MonotonicClock.now)
        tell(answer, isNew: isNew, holding: report.held)
        schedule()
        do throws(RegistryError) {
            try await keeper?.keep([
                .registered(StoredAgent(group: name, report: report, seenAt: WallClock.now.microseconds))
            ])
        } catch {
            throw ControlError(
                status: 503, code: "not_kept",
                message: "the registration of agent '\(report.id)' is not kept: \(error)",
                retryAfter: Int(RegistryKeeper.lifeSign.components.seconds))
        }
        return answer
    }

    /// Begins to watch an agent's list; nil where there is no such group.
    ///
    /// - Parameter onNews: called after the list may have changed; must not wait
    package func watch(
        _ agent: AgentID, of name: String, zone: String?, onNews: @escaping @Sendable () -> Void
    ) -> AgentWatch? {
        guard group(named: name) != nil else { return nil }
        let number = watchers.add(agent, of: name, onNews: onNews)
        return AgentWatch(self, group: name, agent: agent, zone: zone, number: number)
    }

    func endWatch(_ number: Int) {
        watchers.remove(number)
    }

    /// The registry, opened once there are groups.
    func openKeeper() -> RegistryKeeper? {
        guard keeper == nil else { return keeper }
        do {
            keeper = try makeRegistry().map { RegistryKeeper($0, problems: problems) }
        } catch {
            problems.raise("agent_registry", at: nil, "there is no registry of agents: \(error)", level: .error)
        }
        return keeper
    }

    private func refreshHealth(of index: Int) -> [HealthChange] {
        var changes: [HealthChange] = []
        for (address, checks) in groups[index].servers {
            let health = ServerHealth(
                checks.map { check in
                    let found = verdicts[check.key]?.notice
                    return ServerHealth.Part(
                        verdict: found?.verdict, alpha: check.timing.alpha, reason: found?.reason ?? "not checked yet")
                })
            let change = HealthChange(
                address: address, from: groups[index].group.health(of: address),
                to: ManagementServerHealth(health.state), reason: health.reason)
            if change.from != change.to { changes.append(change) }
        }
        groups[index].group.setHealth(changes.map { ($0.address, $0.to) })
        return changes
    }
}

extension ManagementServerHealth {
    fileprivate init(_ state: ServerHealth.State) {
        switch state {
        case .up: self = .up
        case .down: self = .down
        case .unknown: self = .unknown
        case .none: self = .none
        }
    }
}
