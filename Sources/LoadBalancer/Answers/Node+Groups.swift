package import ControlMessages
import Deadlines
import ManagementServers

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
        let group = try await find(name)
        return AgentListMessage(asOf: WallClock.now, agents: group.lists.map(AgentEntry.init))
    }

    /// The list for one agent; an unknown one is answered as if it came after all known ones of `zone`.
    package func agent(_ id: String, of name: String, zone: String?) async throws(ControlError) -> AgentMessage {
        let group = try await find(name)
        return Stamped(asOf: WallClock.now, AgentEntry(group.list(for: try agentID(id), zone: zone)))
    }

    /// Registers or refreshes an agent and answers with its list.
    package func register(
        _ id: String, in name: String, _ body: AgentRegistration
    ) async throws(ControlError) -> AgentMessage {
        let report = AgentReport(
            id: try agentID(id), zone: body.zone, cluster: body.cluster, address: body.address,
            labels: body.labels ?? [:],
            held: body.servers == nil && body.algorithm == nil
                ? nil : HeldList(servers: body.servers ?? [], algorithm: body.algorithm),
            connectedTo: body.connectedTo)
        guard let answer = await groups.register(report, with: name) else { throw unknownGroup(name) }
        return Stamped(asOf: WallClock.now, AgentEntry(answer))
    }

    private func find(_ name: String) async throws(ControlError) -> ServerGroup {
        guard let group = await groups.group(named: name) else { throw unknownGroup(name) }
        return group
    }

    private func unknownGroup(_ name: String) -> ControlError {
        .notFound("there is no management-server group '\(name)'")
    }

    private func agentID(_ text: String) throws(ControlError) -> AgentID {
        guard let id = AgentID(text) else {
            throw .badRequest("an agent's id has 1 to \(AgentID.longest) bytes and no control characters")
        }
        return id
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
            agents: group.agents.count)
    }
}

extension AgentEntry {
    fileprivate init(_ answer: AgentAnswer) {
        self.init(
            group: answer.group, agent: answer.agent.description, zone: answer.zone, cluster: answer.cluster,
            isKnown: answer.isKnown, algorithm: answer.algorithm, servers: answer.servers,
            preferred: answer.preferred, checkInterval: answer.checkInterval.seconds, avoid: answer.avoid,
            isUpToDate: answer.isUpToDate, version: answer.version)
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
