package import Deadlines

/// A group of management servers with the agents that connect to it: who gets which list, and when.
package struct ServerGroup: Sendable {
    package private(set) var settings: ServerGroupSettings
    package internal(set) var agents = AgentTable()
    /// The servers as every list that does not wait sees them.
    var lineup: ServerLineup
    var waiting = WaitingMoves()
    var pace: MovePace
    var newcomers: NewAgentPace
    /// The last agent that was let go; those behind it are next.
    var lastReleased: AgentID?
    var learning: Learning?
    /// The shifts of positions that every agent's list was looked at with.
    var shiftsConsidered = 0
    /// When the next agent may have been silent for too long.
    var expiryDue: Instant?
    var drains = DrainOrders()
    private var health: [ServerAddress: ManagementServerHealth] = [:]

    package init(_ settings: ServerGroupSettings) {
        self.settings = settings
        lineup = ServerLineup(settings) { $0.isDraining }
        pace = MovePace(rate: settings.maxMovesPerSecond)
        newcomers = NewAgentPace(rate: settings.maxNewAgentsPerSecond)
        agents.configure(settings.agents)
        reconsider(insteadOf: lineup)
    }

    package var name: String { settings.name }

    /// Takes over a changed configuration; registered agents stay known, and so does the health of servers that stay.
    /// An agent that this sends to another server keeps its list until its turn comes.
    package mutating func apply(_ settings: ServerGroupSettings) {
        if self.settings.maxMovesPerSecond == 0 { noteTold() }
        drains.forget(whatChangesFrom: self.settings.servers, to: settings.servers)
        self.settings = settings
        pace.change(rate: settings.maxMovesPerSecond)
        newcomers.change(rate: settings.maxNewAgentsPerSecond)
        if settings.agentExpiry == .zero { expiryDue = nil } else { expiryDue = expiryDue ?? .zero }
        let addresses = Set(settings.servers.map(\.address))
        health = health.filter { addresses.contains($0.key) }
        var waiting = self.waiting
        agents.configure(settings.agents) { waiting.replace($0, with: .nothing) }
        waiting.settle()
        self.waiting = waiting
        lineUp(ServerLineup(settings, isAvoided: isAvoided))
        if agents.shifts != shiftsConsidered { reconsider(insteadOf: lineup) }
    }

    /// Records what the checks say of servers; those that are down are on every agent's avoid list and last in every
    /// list.
    package mutating func setHealth(_ found: [(ServerAddress, ManagementServerHealth)]) {
        let addresses = Set(settings.servers.map(\.address))
        for (address, state) in found where addresses.contains(address) { health[address] = state }
        lineUp(ServerLineup(lineup, isAvoided: isAvoided))
    }

    package mutating func setHealth(_ health: ManagementServerHealth, of address: ServerAddress) {
        setHealth([(address, health)])
    }

    /// What the checks say of a server; `none` where nothing is known of it.
    package func health(of address: ServerAddress) -> ManagementServerHealth {
        health[address] ?? .none
    }

    /// Whether agents are asked to leave it, by the configuration or by an operator, who comes first.
    package func isDraining(_ server: ManagementServer) -> Bool {
        drains.word(for: server.address) ?? server.isDraining
    }

    func isAvoided(_ server: ManagementServer) -> Bool {
        isDraining(server) || health[server.address] == .down
    }

    /// The list for one agent. An unknown agent is answered as if it came after all known ones of `zone`, or after all
    /// known ones where that is nil; for a known agent its own zone counts.
    package func list(for id: AgentID, zone: String? = nil) -> AgentAnswer {
        guard let record = agents.records[id] else {
            let position = lineup.algorithm.dependsOnPositions ? agents.position(of: id, zone: zone) : 0
            let place = AgentPlace(agent: id, position: position)
            return answer(id, nil, zone: zone, lineup, lineup.order(for: place))
        }
        return answer(record, at: position(of: record))
    }

    /// The lists of all known agents, in order of their ids.
    package var lists: [AgentAnswer] {
        var lists: [AgentAnswer] = []
        lists.reserveCapacity(agents.count)
        agents.forEach { record, position in lists.append(answer(record, at: position)) }
        return lists
    }

    /// Registers an agent, or replaces what it said before, and answers with its list. Where that sends it to another
    /// server, and as many moved as may in this second, it keeps the list that it holds until its turn comes.
    @discardableResult
    package mutating func register(_ report: AgentReport, at now: Instant) -> AgentAnswer {
        agents.register(report, at: now)
        if settings.agentExpiry > .zero, expiryDue == nil { expiryDue = now + settings.agentExpiry }
        decide(report.id, holding: report.held, at: now)
        return list(for: report.id)
    }

    /// Takes in an agent that registered before, with a predecessor or with another node; what is known here stays
    /// where it is newer.
    package mutating func restore(_ report: AgentReport, lastSeen: Instant) {
        let known = agents.records[report.id]
        if let known, known.isRegistered, known.lastSeen >= lastSeen { return }
        agents.register(report, at: lastSeen)
        if let held = report.held {
            decideLater(report.id, holding: held)
        } else if let known {
            // Another node does not tell what its agents hold.
            agents.update(report.id) { $0.held = known.held }
        }
        if settings.agentExpiry > .zero { expiryDue = expiryDue ?? .zero }
    }

    /// Forgets an agent's registration; one that is configured stays known.
    package mutating func unregister(_ id: AgentID) {
        guard let record = agents.records[id] else { return }
        if !record.isConfigured { waiting.replace(record.told, with: .nothing) }
        agents.unregister(id)
        waiting.settle()
    }

    private func answer(_ record: AgentRecord, at position: Int) -> AgentAnswer {
        let told = toldNow(record, at: position)
        if let held = told.heldList.flatMap({ waiting.lists[$0] }) { return handBack(held, to: record) }
        let place = AgentPlace(agent: record.id, position: told.position)
        if told.isKept, let former = waiting.lineup(of: told) {
            return answer(record.id, record, zone: nil, former, former.order(for: place))
        }
        return answer(record.id, record, zone: nil, lineup, lineup.order(for: place))
    }

    private func answer(
        _ id: AgentID, _ record: AgentRecord?, zone: String?, _ lineup: ServerLineup, _ order: [Int]
    ) -> AgentAnswer {
        let held = record?.held ?? .unsaid
        let isJudged = held != .unsaid && learning == nil
        return AgentAnswer(
            group: name, agent: id, zone: record.map(agents.zone) ?? zone, cluster: record.flatMap(agents.cluster),
            isKnown: record != nil, algorithm: lineup.algorithm.rawValue, servers: order.map { lineup.texts[$0] },
            checkInterval: checkInterval(of: record), avoid: self.lineup.avoidList,
            isUpToDate: isJudged ? lineup.accepts(held, insteadOf: order) : nil, lastSeen: record.flatMap(lastSeen))
    }

    /// The answer to an agent that is to stay as it is.
    private func handBack(_ held: HeldList, to record: AgentRecord) -> AgentAnswer {
        AgentAnswer(
            group: name, agent: record.id, zone: agents.zone(of: record), cluster: agents.cluster(of: record),
            isKnown: true, algorithm: held.algorithm ?? settings.algorithm.rawValue, servers: held.servers,
            checkInterval: checkInterval(of: record), avoid: lineup.avoidList, isUpToDate: nil,
            lastSeen: lastSeen(record))
    }

    private func lastSeen(_ record: AgentRecord) -> Instant? {
        record.isRegistered ? record.lastSeen : nil
    }

    private func checkInterval(of record: AgentRecord?) -> Nanoseconds {
        record.flatMap(agents.cluster).flatMap { settings.clusterIntervals[$0] } ?? settings.checkInterval
    }
}
