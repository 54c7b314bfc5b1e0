/// The servers of a group as they stand at one time: with an agent and its position, all that its list depends on.
struct ServerLineup: Sendable {
    let algorithm: OrderingAlgorithm
    /// In the configuration's order.
    let servers: [ManagementServer]
    /// The servers as an agent is told them.
    let texts: [String]
    /// Which of them drain or fail.
    let avoided: [Bool]
    /// The servers that drain or fail, each once, as text.
    let avoidList: [String]
    private let order: any ServerOrder
    private let prints: [UInt64]
    private let algorithmPrint: UInt64
    /// Of any list with all the servers.
    private let printInAnyOrder: UInt64

    init(_ settings: ServerGroupSettings, isAvoided: (ManagementServer) -> Bool) {
        algorithm = settings.algorithm
        servers = settings.servers
        texts = settings.servers.map { $0.address.text(defaultPort: settings.defaultPort) }
        avoided = settings.servers.map(isAvoided)
        avoidList = Self.avoidList(of: servers, texts, avoided)
        order = settings.algorithm.order(of: settings.servers, in: settings.name)
        prints = texts.map(HeldPrint.print)
        algorithmPrint = HeldPrint.print(of: settings.algorithm.rawValue)
        printInAnyOrder = HeldPrint.inAnyOrder(prints, algorithm: algorithmPrint)
    }

    /// The same servers, of which others are to be avoided.
    init(_ lineup: ServerLineup, isAvoided: (ManagementServer) -> Bool) {
        algorithm = lineup.algorithm
        servers = lineup.servers
        texts = lineup.texts
        avoided = lineup.servers.map(isAvoided)
        avoidList = Self.avoidList(of: servers, texts, avoided)
        order = lineup.order
        prints = lineup.prints
        algorithmPrint = lineup.algorithmPrint
        printInAnyOrder = lineup.printInAnyOrder
    }

    /// The places of the servers in the order for an agent.
    func order(for place: AgentPlace) -> [Int] {
        HealthFirst.arranged(order.order(for: place), avoiding: avoided)
    }

    /// The place of the server that an agent prefers; nil where there is none.
    func first(for place: AgentPlace) -> Int? {
        order.first(for: place, avoiding: avoided) ?? order.first(for: place, avoiding: avoided.map { _ in false })
    }

    /// Whether an agent that holds a list of this print holds as good a one as this order is.
    func accepts(_ held: HeldPrint, insteadOf order: [Int]) -> Bool {
        guard held != .nothing, !order.isEmpty else { return false }
        if algorithm.acceptsAnyOrder { return held.inAnyOrder == printInAnyOrder }
        return held.inOrder == HeldPrint.inOrder(order.lazy.map { prints[$0] }, algorithm: algorithmPrint)
    }

    /// Whether the server at a place is called by this text, with or without the port.
    func calls(_ place: Int, _ text: String) -> Bool {
        texts[place].utf8.elementsEqual(text.utf8)
            || servers[place].address.description.utf8.elementsEqual(text.utf8)
    }

    /// Whether the same server stands at both places.
    func areOne(_ place: Int?, _ other: Int?) -> Bool {
        if place == other { return true }
        guard let place, let other else { return false }
        return servers[place].address == servers[other].address
    }

    /// The place of the first server that is called by this text, with or without the port.
    func place(of text: String) -> Int? {
        texts.firstIndex { $0.utf8.elementsEqual(text.utf8) }
            ?? servers.firstIndex { $0.address.description.utf8.elementsEqual(text.utf8) }
    }

    private static func avoidList(of servers: [ManagementServer], _ texts: [String], _ avoided: [Bool]) -> [String] {
        var seen: Set<ServerAddress> = []
        return servers.indices.filter { avoided[$0] && seen.insert(servers[$0].address).inserted }.map { texts[$0] }
    }

    /// Whether every agent gets the same list from the other.
    func orders(like other: ServerLineup) -> Bool {
        algorithm == other.algorithm && texts == other.texts && avoided == other.avoided
            && servers.map(\.address) == other.servers.map(\.address)
            && (algorithm != .weighted || servers.map(\.weight) == other.servers.map(\.weight))
    }
}
