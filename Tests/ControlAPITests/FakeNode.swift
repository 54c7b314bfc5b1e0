import Addresses
import ControlAPI
import ControlMessages
import LoadBalancer
import Logging
import Synchronization

/// A node with an answer to everything, which takes part of it from the question.
struct FakeNode: ControlledNode {
    /// Who registered agents.
    final class Clients: Sendable {
        let all = Mutex<[IPAddress?]>([])
    }

    /// How many plans are under way, and how many were at once at the most.
    actor Plans {
        private var underWay = 0
        private(set) var most = 0

        func begin() {
            underWay += 1
            most = max(most, underWay)
        }

        func end() { underWay -= 1 }
    }

    let clients = Clients()
    let plans = Plans()
    static let time = Timestamp(secondsSince1970: 1_770_091_506)

    /// What happens before each status answer.
    var beforeStatus: @Sendable () async -> Void = {}
    /// What its events are told to.
    let journal = EventJournal(logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
    var reloadAnswer: Result<ReloadMessage, ControlError> = .success(
        ReloadMessage(asOf: time, generation: 2, applied: true, changes: [], diagnostics: []))

    func verifyServices() async throws(ControlError) -> VerificationMessage {
        VerificationMessage(asOf: Self.time, corrections: ["add 10.0.0.1:80 to TCP 192.0.2.1:80"])
    }

    func adoptServices(_ choice: ServiceChoice) async throws(ControlError) -> ServiceChoiceMessage {
        ServiceChoiceMessage(asOf: Self.time, services: choice.all ? ["all adopted"] : choice.services)
    }

    func purgeServices(_ choice: ServiceChoice) async throws(ControlError) -> ServiceChoiceMessage {
        guard choice.services.allSatisfy({ $0.contains(":") }) else { throw .badRequest("no service") }
        return ServiceChoiceMessage(asOf: Self.time, services: choice.services)
    }

    func topology() async -> TopologyMessage {
        TopologyMessage(asOf: Self.time, source: "/t.json", loadedAt: Self.time, services: [], warnings: [])
    }

    /// Takes every document but one that begins with an x.
    func putTopology(_ document: [UInt8]) async throws(ControlError) -> TopologyChangeMessage {
        guard document.first != UInt8(ascii: "x") else {
            let error = ErrorEntry(code: "topology_invalid", message: "\(document.count) bytes")
            return TopologyChangeMessage(asOf: Self.time, applied: false, error: error)
        }
        return TopologyChangeMessage(asOf: Self.time, applied: true)
    }

    func configuration() async -> ConfigurationMessage {
        let block = StatementEntry(
            words: ["authentication"], statements: [StatementEntry(words: ["auth_pass", nil])])
        return ConfigurationMessage(
            asOf: Self.time, generation: 1,
            configuration: ConfigurationSource(file: "/f", loadedAt: Self.time, sha256: ""),
            statements: [StatementEntry(words: ["vrrp_instance", "VI 1"], statements: [block])])
    }

    func configurationText() async -> String { "vrrp_instance \"VI 1\" {\n}\n" }

    func status() async -> StatusMessage {
        await beforeStatus()
        return StatusMessage(
            asOf: Self.time, version: "0.1.0", startedAt: Self.time, uptime: 0, generation: 1,
            configuration: ConfigurationSource(file: "/f", loadedAt: Self.time, sha256: ""), counts: ObjectCounts(),
            problems: [])
    }

    func vrrpInstances() async -> VRRPListMessage {
        let instances = ["VI_1", "VI 2/é"].map {
            VRRPInstanceEntry(
                name: $0, interface: "eth0", virtualRouterID: 51, version: 2, family: .ipv4, state: .master,
                since: Self.time, priority: PriorityEntry(base: 100, effective: 100, reasons: []), advertInterval: 1,
                addresses: [], master: nil, counters: VRRPCountersEntry(), transitions: [])
        }
        return VRRPListMessage(asOf: Self.time, instances: instances)
    }

    func release(_ instance: String, by person: String) async throws(ControlError) -> VRRPReleaseMessage {
        try require(instance: instance)
        return releaseAnswer(instance, released: true, person)
    }

    func hold(_ instance: String, by person: String) async throws(ControlError) -> VRRPReleaseMessage {
        try require(instance: instance)
        return releaseAnswer(instance, released: false, person)
    }

    private func require(instance: String) throws(ControlError) {
        guard instance != "VI_none" else { throw .notFound("there is no VRRP instance \"\(instance)\"") }
    }

    private func releaseAnswer(_ instance: String, released: Bool, _ person: String) -> VRRPReleaseMessage {
        VRRPReleaseMessage(
            asOf: Self.time, instance: instance, released: released, state: .fault, reason: person, syncGroup: nil)
    }

    func services() async -> ServiceListMessage {
        ServiceListMessage(
            asOf: Self.time,
            services: [
                service(.tcp, "192.0.2.1", 80), service(.udp, "192.0.2.1", 80), service(.tcp, "2001:db8::1", 443),
                service(mark: 3, .ipv4), service(mark: 3, .ipv6),
            ])
    }

    private func service(_ transport: ProtocolText, _ address: String, _ port: Int) -> ServiceEntry {
        service(transport, address, port, mark: nil, address.contains(":") ? .ipv6 : .ipv4)
    }

    private func service(
        _ transport: ProtocolText? = nil, _ address: String? = nil, _ port: Int? = nil, mark: UInt32?,
        _ family: FamilyText
    ) -> ServiceEntry {
        ServiceEntry(
            transportProtocol: transport, address: address, port: port, firewallMark: mark, family: family,
            scheduler: "rr", flags: [], persistence: nil, quorum: QuorumEntry(needed: 1, have: 1, isUp: true),
            isInKernel: true, realServers: [], stats: TrafficEntry())
    }

    func checks() async -> CheckListMessage {
        CheckListMessage(asOf: Self.time, checks: [])
    }

    func managementGroups() async -> GroupListMessage {
        GroupListMessage(asOf: Self.time, groups: [group])
    }

    private var group: GroupEntry {
        GroupEntry(name: "cloud", algorithm: "static", checkInterval: 0, servers: [], agents: 0)
    }

    func managementGroup(_ name: String) async throws(ControlError) -> GroupMessage {
        try require(name)
        return GroupMessage(asOf: Self.time, group)
    }

    func agents(of group: String) async throws(ControlError) -> AgentListMessage {
        try require(group)
        return AgentListMessage(asOf: Self.time, agents: [])
    }

    func agent(_ id: String, of group: String, zone: String?) async throws(ControlError) -> AgentMessage {
        try require(group)
        return answer(id, zone: zone, servers: [], isKnown: false)
    }

    func register(
        _ id: String, in group: String, _ body: AgentRegistration, from client: IPAddress?
    ) async throws(ControlError) -> AgentMessage {
        try require(group)
        clients.all.withLock { $0.append(client) }
        if id == "one-too-many" {
            throw ControlError(status: 429, code: "too_many_new_agents", message: "too many", retryAfter: 3)
        }
        return answer(id, zone: body.zone, servers: body.servers ?? [], isKnown: true)
    }

    func watch(
        _ id: String, of group: String, zone: String?, onNews: @escaping @Sendable () -> Void
    ) async throws(ControlError) -> any AgentFeed {
        try require(group)
        return FakeWatch(message: answer(id, zone: zone, servers: ["10.1.1.1"], isKnown: true), onNews: onNews)
    }

    func changeGroup(_ name: String, _ change: GroupChange) async throws(ControlError) -> GroupMessage {
        try require(name)
        var group = group
        group.algorithm = change.algorithm ?? group.algorithm
        return GroupMessage(asOf: Self.time, group)
    }

    func balance(of group: String) async throws(ControlError) -> BalanceMessage {
        try require(group)
        return BalanceMessage(
            asOf: Self.time,
            BalanceEntry(
                group: group, algorithm: "static", agents: 0, spread: 0, waitingMoves: 0, movedByAddition: 0,
                servers: []))
    }

    func managementServer(_ server: String, of group: String) async throws(ControlError) -> DrainMessage {
        try await drain(server, of: group, false)
    }

    func drain(_ server: String, of group: String, _ drains: Bool) async throws(ControlError) -> DrainMessage {
        try require(group)
        return DrainMessage(
            asOf: Self.time,
            DrainEntry(
                group: group, server: server, isDraining: drains, preferredBy: 1, connected: 2, waitingMoves: 3))
    }

    func reload() async throws(ControlError) -> ReloadMessage {
        try reloadAnswer.get()
    }

    /// Answers with what it was asked about, refuses a text that begins with an x, and says whom it shows all.
    func plan(_ question: PlanQuestion, seesAll: Bool) async throws(ControlError) -> ReloadMessage {
        await plans.begin()
        // Whoever may come in between does.
        for _ in 0..<100 { await Task.yield() }
        var message = ReloadMessage(asOf: Self.time, generation: 3, applied: false, changes: [], diagnostics: [])
        switch question {
        case .text(let bytes):
            message.changes = [ChangeEntry(action: .edit, kind: "text", name: String(decoding: bytes, as: UTF8.self))]
            if bytes.first == UInt8(ascii: "x") {
                message.error = ErrorEntry(code: "configuration_invalid", message: "")
            }
        case .files(let files):
            message.changes = files.includes.flatMap(\.files).map {
                ChangeEntry(action: .edit, kind: files.file.path, name: $0.path)
            }
        }
        if seesAll { message.effects = [EffectEntry(kind: "", name: "", effect: "all is shown")] }
        await plans.end()
        return message
    }

    func events(
        _ query: EventQuery, onNews: @escaping @Sendable () -> Void
    ) throws(ControlError) -> any EventFeed {
        guard let reader = journal.reader(for: query, onNews: onNews) else {
            throw ControlError(status: 503, code: "too_many_listeners", message: "")
        }
        return reader
    }

    func record(instance: String?) throws(ControlError) -> any RecordingFeed {
        guard instance != "busy" else { throw ControlError(status: 409, code: "recording", message: "") }
        return FakeRecording(instance: instance)
    }

    private func require(_ group: String) throws(ControlError) {
        guard group == "cloud" else { throw .notFound("there is no management-server group \"\(group)\"") }
    }

    private func answer(_ id: String, zone: String?, servers: [String], isKnown: Bool) -> AgentMessage {
        AgentMessage(
            asOf: Self.time,
            AgentEntry(
                group: "cloud", agent: id, zone: zone, cluster: nil, isKnown: isKnown, algorithm: "static",
                servers: servers, preferred: servers.first, checkInterval: 0, avoid: [], isUpToDate: nil,
                version: "00000000000000ff"))
    }
}

extension EventReader: EventFeed {}

/// A list that changes twice, and a group that is gone then.
final class FakeWatch: AgentFeed {
    private let message: AgentMessage
    private let onNews: @Sendable () -> Void
    private let taken = Mutex(0)

    init(message: AgentMessage, onNews: @escaping @Sendable () -> Void) {
        self.message = message
        self.onNews = onNews
    }

    func take() async throws(ControlError) -> AgentMessage? {
        let count = taken.withLock { taken in
            defer { taken += 1 }
            return taken
        }
        onNews()
        switch count {
        case 0: return message
        case 1: return nil
        case 2:
            var next = message
            next.entry.version = "00000000000000fe"
            return next
        default: throw .notFound("gone")
        }
    }
}

/// A recording with a new line whenever it is looked at, four in all.
final class FakeRecording: RecordingFeed {
    private let instance: String?
    private let number = Atomic(0)

    init(instance: String?) {
        self.instance = instance
    }

    func take() -> [UInt8] {
        let number = number.add(1, ordering: .relaxed).newValue
        return number > 4 ? [] : Array("{\"line\":\(number),\"of\":\"\(instance ?? "all")\"}\n".utf8)
    }
}
