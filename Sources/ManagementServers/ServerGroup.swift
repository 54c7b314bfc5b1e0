package import Deadlines

/// What a `management_server_group` block says.
package struct ServerGroupSettings: Hashable, Sendable {
    package var name: String
    package var algorithm: OrderingAlgorithm
    /// In the configuration's order; repeated servers count as often as they stand there.
    package var servers: [ManagementServer]
    package var defaultPort: UInt16
    /// 0 means no check for the preferred server.
    package var checkInterval: Nanoseconds
    /// Clusters with an interval of their own.
    package var clusterIntervals: [String: Nanoseconds]
    package var agents: [ConfiguredAgent]

    package init(
        name: String, algorithm: OrderingAlgorithm, servers: [ManagementServer], defaultPort: UInt16 = 8250,
        checkInterval: Nanoseconds = .zero, clusterIntervals: [String: Nanoseconds] = [:],
        agents: [ConfiguredAgent] = []
    ) {
        self.name = name
        self.algorithm = algorithm
        self.servers = servers
        self.defaultPort = defaultPort
        self.checkInterval = checkInterval
        self.clusterIntervals = clusterIntervals
        self.agents = agents
    }
}

/// A group of management servers with the agents that connect to it: who gets which list.
package struct ServerGroup: Sendable {
    package private(set) var settings: ServerGroupSettings
    package private(set) var registry = AgentRegistry()
    private var health: [ServerAddress: ManagementServerHealth] = [:]

    package init(_ settings: ServerGroupSettings) {
        self.settings = settings
        registry.configure(settings.agents)
    }

    package var name: String { settings.name }

    /// Takes over a changed configuration; registered agents stay known, and so does the health of servers that stay.
    package mutating func apply(_ settings: ServerGroupSettings) {
        self.settings = settings
        registry.configure(settings.agents)
        let addresses = Set(settings.servers.map(\.address))
        health = health.filter { addresses.contains($0.key) }
    }

    /// Registers an agent, or replaces what it said before.
    package mutating func register(_ report: AgentReport, at now: Instant) {
        registry.register(report, at: now)
    }

    /// Forgets an agent's registration; one that is configured stays known.
    package mutating func unregister(_ id: AgentID) {
        registry.unregister(id)
    }

    /// Records what the checks say of a server; one that is down is on every agent's avoid list.
    package mutating func setHealth(_ health: ManagementServerHealth, of address: ServerAddress) {
        guard settings.servers.contains(where: { $0.address == address }) else { return }
        self.health[address] = health
    }

    /// What the checks say of a server; `none` where nothing is known of it.
    package func health(of address: ServerAddress) -> ManagementServerHealth {
        health[address] ?? .none
    }

    /// The list for one agent. An unknown agent is answered as if it came after all known ones of `zone`, or after all
    /// known ones where that is nil; for a known agent its own zone counts.
    package func list(for id: AgentID, zone: String? = nil) -> AgentAnswer {
        let agent = registry[id]
        let place = AgentPlace(group: name, agent: id, position: registry.position(of: id, zone: zone))
        let order = settings.algorithm.order
        let servers = order.list(of: settings.servers.map(\.address), for: place)
        let texts = servers.map { $0.text(defaultPort: settings.defaultPort) }
        return AgentAnswer(
            group: name, agent: id, zone: agent.map(\.zone) ?? zone, cluster: agent?.cluster, isKnown: agent != nil,
            algorithm: settings.algorithm, servers: servers, serverTexts: texts,
            checkInterval: agent?.cluster.flatMap { settings.clusterIntervals[$0] } ?? settings.checkInterval,
            avoid: avoidList, isUpToDate: agent?.report?.held.map { isUpToDate($0, expected: texts, order: order) })
    }

    /// The lists of all known agents, in order of their ids.
    package var lists: [AgentAnswer] {
        registry.all.map { list(for: $0.id) }
    }

    /// The servers in the configuration's order, with how many agents prefer and use each.
    package var standings: [ServerStanding] {
        var preferred: [ServerAddress: Int] = [:]
        var connected: [String: Int] = [:]
        for agent in registry.all {
            if let first = list(for: agent.id).servers.first { preferred[first, default: 0] += 1 }
            if let text = agent.report?.connectedTo { connected[text, default: 0] += 1 }
        }
        return settings.servers.map { server in
            // An agent may name the port even where it is the default.
            let names: Set = [server.address.text(defaultPort: settings.defaultPort), server.address.description]
            return ServerStanding(
                server: server, health: health[server.address] ?? .none, preferredBy: preferred[server.address] ?? 0,
                connected: names.reduce(0) { $0 + (connected[$1] ?? 0) })
        }
    }

    /// The servers that are draining or down, each once.
    private var avoidList: [String] {
        var seen: Set<ServerAddress> = []
        return settings.servers
            .filter { ($0.isDraining || health[$0.address] == .down) && seen.insert($0.address).inserted }
            .map { $0.address.text(defaultPort: settings.defaultPort) }
    }

    /// An agent without a list, or with another algorithm's, is outdated however right the list looks.
    private func isUpToDate(_ held: HeldList, expected: [String], order: any ServerOrder) -> Bool {
        guard !held.servers.isEmpty, held.algorithm == settings.algorithm.rawValue else { return false }
        return order.accepts(held.servers, insteadOf: expected)
    }
}
