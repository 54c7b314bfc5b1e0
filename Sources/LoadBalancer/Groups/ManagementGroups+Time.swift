import AgentStore
package import ControlMessages
import Deadlines
import Logging
import ManagementServers
import Polling

extension ManagementGroups {
    /// How long moves are gathered at least, so that a high pace is no busy loop.
    private static let shortestWait = Nanoseconds.milliseconds(20)

    /// Takes in what a predecessor kept of these groups. One that had none, or that nobody kept for longer than agents
    /// take to register again, learns who there is.
    func restore(_ names: [String]) async {
        guard !names.isEmpty else { return }
        let wanted = Set(names)
        // Until it is known whether that is needed: what agents hold is noted from the first on.
        for index in groups.indices where wanted.contains(groups[index].name) && groups[index].heartbeat > .zero {
            groups[index].group.beginLearning(until: MonotonicClock.now + groups[index].heartbeat)
        }
        let registry = openKeeper()
        let legacy = await restore(wanted, from: registry)
        let now = WallClock.now.microseconds
        for index in groups.indices where wanted.contains(groups[index].name) {
            let heartbeat = groups[index].heartbeat
            // Where the clock was set back nobody knows for how long.
            let downtime = legacy?.lastAlive[groups[index].name].map { now &- $0 }
            let isFresh = downtime.map { $0 >= 0 && Nanoseconds.microseconds($0) <= heartbeat } ?? false
            let isEmpty = !groups[index].group.agents.all.contains { $0.lastSeen != nil }
            if heartbeat > .zero, !isFresh || isEmpty {
                learn(index, for: heartbeat)
            } else {
                groups[index].group.endLearning()
            }
        }
        if let registry, life == nil { startLife(registry) }
    }

    private func restore(_ names: Set<String>, from registry: RegistryKeeper?) async -> RegistryKeeper.Legacy? {
        await registry?.restore { [weak self] orders in
            await self?.take(orders, of: names)
        } agents: { [weak self] agents in
            await self?.take(agents, of: names)
        }
    }

    /// Has what a change did come into effect: the first moves, the watchers, and the wait for the rest.
    func settle(_ index: Int) {
        noteRoom(index)
        let progress = groups[index].group.advance(at: MonotonicClock.now)
        tell(progress, of: groups[index].group)
        watchers.tellAll(of: groups[index].name)
        forget(progress.expired, of: groups[index].name)
        schedule()
    }

    /// Waits for the next thing that time does.
    func schedule() {
        let now = MonotonicClock.now
        guard let next = groups.compactMap({ $0.group.deadline(at: now) }).min() else { return }
        let due = max(next, now + Self.shortestWait)
        if let timer, timer.due <= due { return }
        timer?.task.cancel()
        let wait = due - now
        timer = (
            due,
            Task { [weak self] in
                do { try await Task.sleep(for: .nanoseconds(wait.count)) } catch { return }
                await self?.advance()
            }
        )
    }

    private func advance() {
        timer = nil
        for index in groups.indices {
            let progress = groups[index].group.advance(at: MonotonicClock.now)
            guard !progress.isEmpty else { continue }
            tell(progress, of: groups[index].group)
            let name = groups[index].name
            if progress.isLearned { endImport(of: name) }
            if progress.isLearned { watchers.tellAll(of: name) } else { watchers.tell(progress.released, of: name) }
            if !progress.expired.isEmpty { noteRoom(index) }
            forget(progress.expired, of: name)
        }
        schedule()
    }

    private func forget(_ expired: [AgentID], of name: String) {
        guard !expired.isEmpty, let keeper else { return }
        // One that registers from now on may be kept before this is.
        let now = WallClock.now.microseconds
        Task { try? await keeper.keep(expired.map { .forgotten($0, group: name, seenBefore: now) }) }
    }

    private func take(_ orders: [StoredOrder], of wanted: Set<String>) async {
        for index in groups.indices where wanted.contains(groups[index].name) { groups[index].restore(orders) }
        await keepOrders(of: groups)
    }

    private func take(_ agents: [StoredAgent], of wanted: Set<String>) {
        for agent in agents where wanted.contains(agent.group) { take(agent, isOurs: true) }
    }

    /// False where there is no room for it.
    @discardableResult
    private func take(_ agent: StoredAgent, isOurs: Bool) -> Bool {
        guard let index = groups.firstIndex(where: { $0.name == agent.group }) else { return false }
        // What was kept here is known for good; a peer may have room for more.
        guard isOurs || groups[index].group.agents[agent.report.id] != nil || !groups[index].group.isFull else {
            tellFull(index)
            return false
        }
        let age = Nanoseconds.microseconds(max(0, WallClock.now.microseconds &- agent.seenAt))
        groups[index].group.restore(agent.report, lastSeen: Instant.zero + (MonotonicClock.now - Instant.zero - age))
        return true
    }

    private func learn(_ index: Int, for heartbeat: Nanoseconds) {
        groups[index].group.beginLearning(until: MonotonicClock.now + heartbeat)
        guard groups[index].group.isLearning else { return }
        let name = groups[index].name
        events.post(.group, name, "does not know its agents yet: each keeps its list", level: .info)
        guard !groups[index].peers.isEmpty else { return }
        startImport(of: name)
    }

    /// Asks the peers of a group that learns, the configuration's of the time.
    func startImport(of name: String) {
        let former = imports[name]
        former?.cancel()
        let asking = PeerImport(group: name, events: events, problems: problems)
        imports[name] = Task { [weak self] in
            await former?.value
            await asking.run {
                await self?.importPlan(of: name)
            } _: {
                await self?.merge($0, into: name) ?? false
            }
        }
    }

    /// Nobody needs to be asked any more.
    func endImport(of name: String) {
        imports.removeValue(forKey: name)?.cancel()
        problems.settle(PeerImport.problem, at: name)
    }

    /// Whom to ask for the agents of a group; nil where that is of no use any more.
    private func importPlan(of name: String) -> PeerImport.Plan? {
        guard let group = groups.first(where: { $0.name == name }), group.group.isLearning, !group.peers.isEmpty else {
            return nil
        }
        return PeerImport.Plan(peers: group.peers, maxAgents: group.group.settings.maxAgents)
    }

    /// Takes in those agents of a peer that are not known here; false where that is no more use. A peer that knows nobody
    /// has not answered yet.
    package func merge(_ list: AgentListMessage, into name: String) async -> Bool {
        guard let index = groups.firstIndex(where: { $0.name == name }), groups[index].group.isLearning else {
            return false
        }
        let told = list.agents.compactMap { StoredAgent($0, group: name) }
        guard !told.isEmpty else { return true }
        // What an agent said here itself is more than what a peer tells of it.
        let agents = told.filter {
            groups[index].group.agents[$0.report.id]?.lastSeen == nil && take($0, isOurs: false)
        }
        if !list.isLearning {
            groups[index].group.endLearning()
            endImport(of: name)
            events.post(.group, name, to: "\(agents.count) agents", "has its agents from a peer")
            settle(index)
        }
        try? await keeper?.keep(agents.map(RegistryChange.registered))
        return list.isLearning
    }

    private func startLife(_ registry: RegistryKeeper) {
        life = Task { [weak self] in
            while !Task.isCancelled {
                await self?.restoreLate()
                try? await registry.keep(await self?.signsOfLife ?? [])
                try? await Task.sleep(for: RegistryKeeper.lifeSign)
            }
        }
    }

    /// Takes in what a predecessor kept where it could not be read before.
    package func restoreLate() async {
        guard let keeper, await keeper.awaitsReading else { return }
        let wanted = Set(groups.map(\.name))
        guard await restore(wanted, from: keeper) != nil else { return }
        for index in groups.indices {
            groups[index].group.reconsider()
            settle(index)
        }
        await keepOrders(of: groups)
    }

    /// That each group is kept now.
    var signsOfLife: [RegistryChange] {
        groups.map { .alive(WallClock.now.microseconds, group: $0.name) }
    }
}

extension StoredAgent {
    /// An agent as a peer tells of it; nil where it never registered there.
    fileprivate init?(_ entry: AgentEntry, group: String) {
        guard let id = AgentID(entry.agent), let lastSeen = entry.lastSeen else { return nil }
        self.init(
            group: group, report: AgentReport(id: id, zone: entry.zone, cluster: entry.cluster),
            seenAt: lastSeen.microseconds)
    }
}
