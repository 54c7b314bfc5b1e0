import Addresses
import ControlAPI
import ControlMessages
import LoadBalancer

/// The node as the control API sees it.
struct ControlledLoadBalancer: ControlledNode {
    let node: Node

    func status() async -> StatusMessage { await node.status() }
    func vrrpInstances() async -> VRRPListMessage { await node.vrrpInstances() }
    func release(_ instance: String, by person: String) async throws(ControlError) -> VRRPReleaseMessage {
        try await node.release(instance, by: person)
    }
    func hold(_ instance: String, by person: String) async throws(ControlError) -> VRRPReleaseMessage {
        try await node.hold(instance, by: person)
    }
    func configuration() async -> ConfigurationMessage { await node.configurationMessage() }
    func configurationText() async -> String { await node.configurationText() }
    func services() async -> ServiceListMessage { await node.services() }
    func verifyServices() async throws(ControlError) -> VerificationMessage {
        try await node.verifyServices()
    }
    func checks() async -> CheckListMessage { await node.checks() }
    func managementGroups() async -> GroupListMessage { await node.managementGroups() }

    func adoptServices(_ choice: ServiceChoice) async throws(ControlError) -> ServiceChoiceMessage {
        try await node.adoptServices(choice)
    }

    func purgeServices(_ choice: ServiceChoice) async throws(ControlError) -> ServiceChoiceMessage {
        try await node.purgeServices(choice)
    }

    func managementGroup(_ name: String) async throws(ControlError) -> GroupMessage {
        try await node.managementGroup(name)
    }

    func agents(of group: String) async throws(ControlError) -> AgentListMessage {
        try await node.agents(of: group)
    }

    func agent(_ id: String, of group: String, zone: String?) async throws(ControlError) -> AgentMessage {
        try await node.agent(id, of: group, zone: zone)
    }

    func register(
        _ id: String, in group: String, _ body: AgentRegistration, from client: IPAddress?
    ) async throws(ControlError) -> AgentMessage {
        try await node.register(id, in: group, body, from: client)
    }

    func topology() async -> TopologyMessage { await node.topologyStatus() }

    func putTopology(_ document: [UInt8]) async throws(ControlError) -> TopologyChangeMessage {
        try await node.putTopology(document)
    }

    func watch(
        _ id: String, of group: String, zone: String?, onNews: @escaping @Sendable () -> Void
    ) async throws(ControlError) -> any AgentFeed {
        try await node.watch(id, of: group, zone: zone, onNews: onNews)
    }

    func changeGroup(_ name: String, _ change: GroupChange) async throws(ControlError) -> GroupMessage {
        try await node.changeGroup(name, change)
    }

    func balance(of group: String) async throws(ControlError) -> BalanceMessage {
        try await node.balance(of: group)
    }

    func managementServer(_ server: String, of group: String) async throws(ControlError) -> DrainMessage {
        try await node.managementServer(server, of: group)
    }

    func drain(_ server: String, of group: String, _ drains: Bool) async throws(ControlError) -> DrainMessage {
        try await node.drain(server, of: group, drains)
    }

    func reload() async throws(ControlError) -> ReloadMessage { try await node.reload() }

    func plan(_ question: PlanQuestion, seesAll: Bool) async throws(ControlError) -> ReloadMessage {
        try await node.plan(question, seesAll: seesAll)
    }

    func events(
        _ query: EventQuery, onNews: @escaping @Sendable () -> Void
    ) throws(ControlError) -> any EventFeed {
        guard let reader = node.events.reader(for: query, onNews: onNews) else {
            throw ControlError(
                status: 503, code: "too_many_listeners",
                message: "\(EventJournal.mostListeners) clients listen to events already")
        }
        return reader
    }

    func record(instance: String?) async throws(ControlError) -> any RecordingFeed {
        if let instance, await !node.hasInstance(instance) {
            throw ControlError(
                status: 404, code: "unknown_instance", message: "there is no vrrp_instance '\(instance)'")
        }
        guard let reader = node.record(instance: instance) else {
            throw ControlError(status: 409, code: "recording", message: "somebody records already")
        }
        return reader
    }
}

extension AgentWatch: AgentFeed {}
extension EventReader: EventFeed {}
extension RecordingReader: RecordingFeed {}
