package import Addresses
package import ControlMessages
import Deadlines
package import ManagementServers

extension Node {
    /// Every management-server group, in the order of the file.
    package func managementGroups() async -> GroupListMessage {
        let groups = await self.groups.all
        return GroupListMessage(asOf: WallClock.now, groups: groups.map(GroupEntry.init))
    }

    package func managementGroup(_ name: String) async throws(ControlError) -> GroupMessage {
        Stamped(asOf: WallClock.now, GroupEntry(try await find(name)))
    }

    /// The known agents of a group, in order of their ids.
    package func agents(of name: String) async throws(ControlError) -> AgentListMessage {
        await AgentListMessage(asOf: WallClock.now, of: try await find(name))
    }

    /// The list for one agent; an unknown one is answered as if it came after all known ones of `zone`.
    package func agent(_ id: String, of name: String, zone: String?) async throws(ControlError) -> AgentMessage {
        guard let answer = await groups.answer(to: try AgentID(asked: id), of: name, zone: zone) else {
            throw unknownGroup(name)
        }
        return Stamped(asOf: WallClock.now, AgentEntry(answer))
    }

    /// Registers or refreshes an agent and answers with its list.
    package func register(
        _ id: String, in name: String, _ body: AgentRegistration, from client: IPAddress?
    ) async throws(ControlError) -> AgentMessage {
        let report = try AgentReport(body, id: try AgentID(asked: id))
        guard let answer = try await groups.register(report, with: name, from: client) else { throw unknownGroup(name) }
        return Stamped(asOf: WallClock.now, AgentEntry(answer))
    }

    /// Begins to watch an agent's list.
    package func watch(
        _ id: String, of name: String, zone: String?, onNews: @escaping @Sendable () -> Void
    ) async throws(ControlError) -> AgentWatch {
        guard let watch = await groups.watch(try AgentID(asked: id), of: name, zone: zone, onNews: onNews) else {
            throw unknownGroup(name)
        }
        return watch
    }

    /// Has something else count than the file says.
    package func changeGroup(_ name: String, _ change: GroupChange) async throws(ControlError) -> GroupMessage {
        guard let group = try await groups.change(name, change) else { throw unknownGroup(name) }
        return Stamped(asOf: WallClock.now, GroupEntry(group))
    }

    /// How the agents of a group are spread.
    package func balance(of name: String) async throws(ControlError) -> BalanceMessage {
        await BalanceMessage(asOf: WallClock.now, of: try await find(name))
    }

    /// How far a server is drained.
    package func managementServer(_ server: String, of name: String) async throws(ControlError) -> DrainMessage {
        let group = try await find(name)
        let progress: DrainProgress
        do throws(DrainRefusal) {
            progress = try group.drainProgress(of: server)
        } catch {
            throw ControlError(error)
        }
        return Stamped(asOf: WallClock.now, DrainEntry(progress, of: group))
    }

    /// Asks the agents of a server to leave it, or takes it back.
    package func drain(
        _ server: String, of name: String, _ drains: Bool
    ) async throws(ControlError) -> DrainMessage {
        let progress: DrainProgress?
        do throws(DrainRefusal) {
            progress = try await groups.drain(server, of: name, drains)
        } catch {
            throw ControlError(error)
        }
        guard let progress else { throw unknownGroup(name) }
        return Stamped(asOf: WallClock.now, DrainEntry(progress, of: try await find(name)))
    }

    private func find(_ name: String) async throws(ControlError) -> ServerGroup {
        guard let group = await groups.group(named: name) else { throw unknownGroup(name) }
        return group
    }

    private func unknownGroup(_ name: String) -> ControlError {
        .notFound("there is no management-server group '\(name)'")
    }
}

extension AgentID {
    /// An id as a question names it.
    package init(asked text: String) throws(ControlError) {
        guard let id = AgentID(text) else {
            let found =
                switch text.utf8.count {
                case 0: "an empty text"
                case ...AgentID.longest: "'\(text)', with control characters,"
                case let count: "'\(text.prefix(32))…', of \(count) bytes,"
                }
            throw .badRequest("\(found) is no agent's id: those have 1 to \(AgentID.longest) bytes")
        }
        self = id
    }
}

extension GroupEntry {
    fileprivate init(_ group: ServerGroup) {
        self.init(
            name: group.name, algorithm: group.settings.algorithm.rawValue,
            checkInterval: group.settings.checkInterval.seconds,
            servers: group.standings.map { standing in
                ManagementServerEntry(
                    address: standing.server.address.host, port: Int(standing.server.address.port),
                    weight: standing.server.weight, health: HealthText(standing.health),
                    isDraining: standing.isDraining, preferredBy: standing.preferredBy,
                    connected: standing.connected)
            },
            agents: group.agents.count, waitingMoves: group.waitingMoves, isLearning: group.isLearning)
    }
}

extension AgentListMessage {
    /// A million lists take a while, in which nobody else shall wait.
    @concurrent
    fileprivate init(asOf: Timestamp, of group: ServerGroup) async {
        self.init(
            asOf: asOf, agents: group.lists.map(AgentEntry.init), isLearning: group.isLearning)
    }
}

extension AgentEntry {
    init(_ answer: AgentAnswer) {
        self.init(
            group: answer.group, agent: answer.agent.description, zone: answer.zone, cluster: answer.cluster,
            isKnown: answer.isKnown, algorithm: answer.algorithm, servers: answer.servers,
            preferred: answer.preferred, checkInterval: answer.checkInterval.seconds, avoid: answer.avoid,
            isUpToDate: answer.isUpToDate, version: answer.version,
            lastSeen: answer.lastSeen.map(WallClock.timestamp))
    }
}

extension BalanceMessage {
    /// It looks at each agent once for each server, in which time nobody else shall wait.
    @concurrent
    fileprivate init(asOf: Timestamp, of group: ServerGroup) async {
        let balance = group.balance
        let servers = balance.servers.map { server in
            BalancedServerEntry(
                address: server.standing.server.address.host, port: Int(server.standing.server.address.port),
                preferredBy: server.standing.preferredBy, connected: server.standing.connected, ideal: server.ideal,
                movedByRemoval: server.movedByRemoval)
        }
        let entry = BalanceEntry(
            group: group.name, algorithm: group.settings.algorithm.rawValue, agents: balance.agents,
            spread: balance.spread, waitingMoves: balance.waiting, movedByAddition: balance.movedByAddition,
            servers: servers)
        self.init(asOf: asOf, entry)
    }
}

extension DrainEntry {
    fileprivate init(_ progress: DrainProgress, of group: ServerGroup) {
        self.init(
            group: group.name, server: progress.server.text(defaultPort: group.settings.defaultPort),
            isDraining: progress.isDraining, preferredBy: progress.preferredBy, connected: progress.connected,
            waitingMoves: progress.waiting)
    }
}

extension ControlError {
    fileprivate init(_ refusal: DrainRefusal) {
        switch refusal {
        case .unknownServer: self = .notFound(refusal.description)
        case .lastServer: self.init(status: 409, code: "last_server", message: refusal.description)
        }
    }
}

extension HealthText {
    fileprivate init(_ health: ManagementServerHealth) {
        switch health {
        case .up: self = .up
        case .down: self = .down
        case .unknown: self = .unknown
        case .none: self = .none
        }
    }
}
