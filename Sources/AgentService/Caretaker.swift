import Addresses
import ControlMessages
import Deadlines
import Logging
import ManagedAgent
import NodeConfiguration
import PeerClient
import Polling
import Scripts

/// Takes care of one agent: joins what load balancers say, what its properties file holds and where it is connected, and
/// does what follows. It works on a thread of its own, because it waits for disks.
actor Caretaker {
    private let executor: ThreadExecutor
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    var configuration: AgentConfiguration
    let logger: Logger
    let startedAt = Timestamp.now
    var file: AgentPropertiesFile
    let stateFile: AgentStateFile
    let commands: ReconnectCommand

    var chance = SystemRandomNumberGenerator()
    var state: AgentState
    /// What the state file holds, where that is known.
    private var savedState: AgentState?
    var book: AnswerBook
    var links: [LinkState]
    var authorship: FileAuthorship
    var check: PreferredCheck
    var names = NameBook()
    private var questions = NameQuestions()
    private let resolver: any NameResolving
    /// What was found when the file was looked at last.
    var found: AgentPropertiesFile.Found?
    var connections: [Endpoint] = []
    /// What is wrong beside what the file itself says, by what it is about.
    var problems: [Problem: String] = [:]
    /// Grows with everything that load balancers should know of the agent.
    private(set) var revision = 0
    private var toldRegistration: AgentRegistration?

    /// What can be wrong for a while.
    enum Problem: String, CaseIterable {
        case file
        case state
        case answers
        case ports
        case reconnect
        case reload
    }

    init(
        _ configuration: AgentConfiguration, executor: ThreadExecutor, runner: any ScriptRunning,
        resolver: any NameResolving, logger: Logger
    ) {
        self.configuration = configuration
        self.resolver = resolver
        self.executor = executor
        self.logger = logger
        file = AgentPropertiesFile(path: configuration.propertiesFile)
        stateFile = AgentStateFile(directory: configuration.stateDirectory)
        commands = ReconnectCommand(runner: runner)
        let state = Self.load(stateFile, logger)
        self.state = state
        authorship = FileAuthorship(state.file)
        book = AnswerBook(count: configuration.loadBalancers.count)
        links = configuration.loadBalancers.map { _ in LinkState() }
        check = PreferredCheck(Self.checkSettings(of: configuration), lastReconnect: state.lastReconnect?.instant)
    }

    static func checkSettings(of configuration: AgentConfiguration) -> PreferredCheck.Settings {
        PreferredCheck.Settings(
            reconnects: configuration.reconnectAction != nil, asksWhetherBusy: configuration.busyCheck != nil,
            minReconnectInterval: configuration.minReconnectInterval,
            leaveAvoidedAfter: configuration.leaveAvoidedAfter, usualPort: configuration.port)
    }

    /// What an earlier life left behind. Without it, all that is lost is who wrote what.
    private static func load(_ file: AgentStateFile, _ logger: Logger) -> AgentState {
        do throws(FileFailure) {
            return try file.load() ?? AgentState()
        } catch {
            logger.error("the state is lost, and begins anew: \(error)")
            file.setAside()
            return AgentState()
        }
    }

    // MARK: What load balancers say

    func heard(_ entry: AgentEntry, from address: APIAddress) {
        // One that does not know the agent, its registry being new, can only guess; the next registration tells it.
        guard entry.isKnown, let place = place(of: address) else { return }
        book.note(entry, from: place)
        links[place].lastAnswer = .now
        links[place].answers = true
        links[place].refusal = nil
        takeAnswer()
    }

    func watches(_ address: APIAddress) {
        guard let place = place(of: address) else { return }
        links[place].isWatching = true
    }

    func watchEnded(_ address: APIAddress, because failure: PeerError) {
        guard let place = place(of: address) else { return }
        links[place].isWatching = false
        links[place].streamFailure = failure.description
    }

    func lost(_ address: APIAddress, because failure: PeerError) {
        guard let place = place(of: address) else { return }
        if links[place].reach != .unreachable {
            logger.warning("load balancer \(address): \(failure)")
        }
        links[place].answers = false
        links[place].refusal = failure.description
        book.noteSilence(of: place)
        takeAnswer()
    }

    /// Where it stands among the configured ones; nil where it does not any more.
    private func place(of address: APIAddress) -> Int? {
        configuration.loadBalancers.firstIndex(of: address)
    }

    private func takeAnswer() {
        let isHopeless = links.allSatisfy { $0.answers == false }
        note(.answers, isHopeless ? "no load balancer answers: the last list is kept" : nil)
        if let current = book.current {
            let assignment = Assignment(current.entry)
            if assignment != state.assignment {
                logger.notice(
                    "list \(assignment.version) from \(configuration.loadBalancers[current.from])",
                    metadata: [
                        "servers": "\(assignment.servers.joined(separator: ","))",
                        "algorithm": "\(assignment.algorithm)", "avoid": "\(assignment.avoid.joined(separator: ","))",
                        "check_interval": "\(assignment.interval)",
                    ])
                state.assignment = assignment
                save()
            }
        }
        look()
    }

    // MARK: What is so on this host

    /// Looks at the file and at the connections, and does what is due.
    func tick() {
        lookUpNames()
        look()
        go(on: check.advance(at: MonotonicClock.now, using: &chance))
    }

    /// When `tick` should be called at the latest.
    var nextTick: Instant {
        let usual = MonotonicClock.now + configuration.lookInterval
        return check.deadline.map { min($0, usual) } ?? usual
    }

    func look() {
        keepFile()
        let now = MonotonicClock.now
        if let assignment = state.assignment {
            let interval = found.map { authorship.interval(in: $0.text, told: assignment.interval) }
            check.follow(assignment.placement(interval: interval ?? assignment.interval), at: now, using: &chance)
        }
        let standing = check.standing
        connections = LocalConnections.peers(ports: ports)
        check.see(connections, at: now, using: &chance)
        check.suspend(authorship.memory.hasYielded, at: now, using: &chance)
        if check.standing != standing {
            let places = connections.map(\.description).joined(separator: ", ")
            logger.info("the agent is \(check.standing)", metadata: ["connections": "\(places)"])
        }
        let registration = currentRegistration
        if registration != toldRegistration {
            toldRegistration = registration
            revision += 1
        }
    }

    private var ports: Set<UInt16> {
        Set([configuration.port] + (state.assignment?.servers ?? []).compactMap { ServerName($0).port })
    }

    /// Has the resolver asked for the names that are due. It may take its time, and nothing here waits for it.
    private func lookUpNames() {
        let listed = ((state.assignment?.servers ?? []) + (state.assignment?.avoid ?? [])).map(ServerName.init)
        let wanted = Set(listed.filter { $0.address == nil }.map(\.host))
        for name in questions.due(wanted, at: MonotonicClock.now) {
            Task { takeAddresses(await resolver.addresses(of: name), of: name) }
        }
    }

    private func takeAddresses(_ addresses: [IPAddress], of name: String) {
        questions.answered(name, hasAddress: !addresses.isEmpty, at: MonotonicClock.now)
        let before = names
        names.note(name, addresses)
        guard names != before else { return }
        check.know(names, at: MonotonicClock.now, using: &chance)
        look()
    }

    // MARK: What load balancers are told

    func registration() -> (AgentRegistration, revision: Int) {
        // The very first one, too, says what the agent holds.
        if toldRegistration == nil { look() }
        return (currentRegistration, revision)
    }

    private var currentRegistration: AgentRegistration {
        var registration = AgentRegistration(
            zone: configuration.zone, cluster: configuration.cluster, address: configuration.address)
        if let text = found?.text[FileAuthorship.hostKey], !HostValue.isTemplate(text) {
            if let written = state.written, authorship.memory.hosts.contains(text) {
                registration.hold(written.servers, algorithm: written.algorithm)
            } else {
                let held = HostValue(text)
                registration.hold(held.servers, algorithm: held.algorithm)
            }
        }
        registration.connectedTo = connectedTo
        return registration
    }

    private var connectedTo: String? {
        guard let connection = connections.first else { return nil }
        let server = state.assignment?.servers.first { name in
            names.leads(connection, to: ServerName(name), usualPort: configuration.port)
        }
        return server
            ?? (connection.port == configuration.port ? connection.address.description : connection.description)
    }

    // MARK: What is remembered and said

    /// Takes the file back from another writer.
    func resume() {
        guard authorship.memory.hasYielded else { return }
        authorship.resume()
        logger.notice("the properties file is taken back, as asked")
        look()
    }

    func save() {
        state.file = authorship.memory
        // What cannot be written is tried again at each look; the disk need not hear of each.
        guard state != savedState else { return }
        do throws(FileFailure) {
            try stateFile.save(state)
            savedState = state
            note(.state, nil)
        } catch {
            note(.state, "the state cannot be saved: \(error)")
        }
    }

    /// Notes what is wrong, and says so once.
    func note(_ problem: Problem, _ text: String?) {
        guard problems[problem] != text else { return }
        if let text { logger.warning("\(text)") } else { logger.notice("over: \(problems[problem] ?? "")") }
        problems[problem] = text
    }
}
