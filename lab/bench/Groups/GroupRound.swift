import BenchFigures
import Deadlines
import Glibc
import LabScenario
import ManagementServers
import Polling

/// A large group of agents as the daemon holds it, in this process: what a list, a change and an agent's place take.
struct GroupRound {
    private static let heldServers = 32

    let agents: Int
    let servers: Int

    private var subject: String { "\(agents.grouped) × \(servers)" }

    func run() throws -> [Figure] {
        var (group, figure) = try measureMemory(of: "number as id", Goal(value: 200)) { String($0) }
        var figures = [figure]
        // While the first group is there still: what it leaves would be taken for nothing.
        figures.append(try measureMemory(of: "UUID as id", Goal(), Self.uuid).figure)
        let ids = try order()
        for algorithm in OrderingAlgorithm.allCases {
            group.apply(settings(algorithm, servers: servers, moves: 0))
            figures.append(lists(of: group, ids, algorithm))
        }
        for algorithm in OrderingAlgorithm.allCases { figures.append(try change(&group, algorithm)) }
        for algorithm in OrderingAlgorithm.allCases { figures.append(try failure(&group, algorithm)) }
        return figures + moves(of: &group)
    }

    /// What each agent of a group adds to the resident memory of this process.
    private func measureMemory(
        of what: String, _ goal: Goal, _ name: (Int) -> String
    ) throws -> (group: ServerGroup, figure: Figure) {
        let before = try Self.residentBytes()
        let group = try registered(name)
        let each = (try Self.residentBytes() - before) / Double(agents)
        guard group.agents.count == agents else { throw WrongResult("not all agents are known") }
        return (group, Figure("resident memory of an agent, \(what)", of: subject, each, .bytes, goal: goal))
    }

    private func lists(of group: ServerGroup, _ ids: [AgentID], _ algorithm: OrderingAlgorithm) -> Figure {
        var total = 0
        let took = time { for id in ids { total &+= group.list(for: id).servers.count } }
        precondition(total == ids.count * servers)
        return Figure(
            "a list: \(algorithm.rawValue)", of: subject, took.seconds / Double(ids.count) * 1e6, .microseconds,
            goal: Goal(value: 2))
    }

    /// A server is taken away, and those whom it moves wait for their turn.
    private func change(_ group: inout ServerGroup, _ algorithm: OrderingAlgorithm) throws -> Figure {
        group.apply(settings(algorithm, servers: servers, moves: 0))
        let next = settings(algorithm, servers: servers - 1, moves: 1_000)
        let took = time { group.apply(next) }
        guard group.waitingMoves > 0 || algorithm == .static else { throw WrongResult("nobody waits for a move") }
        return Figure(
            "a server less, all moves queued: \(algorithm.rawValue)", of: subject, took.seconds, .seconds,
            goal: Goal(value: 2))
    }

    /// A server fails its checks.
    private func failure(_ group: inout ServerGroup, _ algorithm: OrderingAlgorithm) throws -> Figure {
        group.apply(settings(algorithm, servers: servers, moves: 0))
        group.apply(settings(algorithm, servers: servers, moves: 1_000))
        let address = try Self.address(servers / 2)
        let took = time { group.setHealth(.down, of: address) }
        group.setHealth(.up, of: address)
        return Figure(
            "a server down, all moves queued: \(algorithm.rawValue)", of: subject, took.seconds, .seconds,
            goal: Goal(value: 2))
    }

    /// Whom one server more or less sends elsewhere.
    private func moves(of group: inout ServerGroup) -> [Figure] {
        func share(_ algorithm: OrderingAlgorithm, _ after: Int) -> Double {
            group.apply(settings(algorithm, servers: servers, moves: 0))
            return Double(group.moved(by: settings(algorithm, servers: after, moves: 0))) / Double(agents) * 100
        }
        return [(servers + 1, "more"), (servers - 1, "less")].map { after, word in
            let roundRobin = share(.roundrobin, after)
            return Figure(
                "rendezvous: moved by a server \(word)", of: subject, share(.rendezvous, after), .percent,
                against: .init("roundrobin", roundRobin), goal: Goal(value: 100 / Double(servers) + 1))
        }
    }

    private func registered(_ name: (Int) -> String) throws -> ServerGroup {
        var group = ServerGroup(settings(.roundrobin, servers: servers, moves: 0))
        let texts = try (0..<servers).map { try Self.address($0).text(defaultPort: 8250) }
        let held = HeldList(servers: texts, algorithm: "roundrobin")
        for number in 0..<agents {
            guard let id = AgentID(name(number)) else { throw WrongResult("\(name(number)) is no id") }
            let report = AgentReport(
                id: id, zone: "zone-\(number % 4)", cluster: "cluster-\(number % 100)", held: held,
                connectedTo: texts[number % servers])
            group.register(report, at: .zero + .seconds(1))
        }
        return group
    }

    /// All agents, each once, far from the one before.
    private func order() throws -> [AgentID] {
        // Coprime to every number of agents that people think of.
        let stride = 7_368_787
        return try (0..<agents).map { number in
            guard let id = AgentID(String(number &* stride % agents)) else { throw WrongResult("no id") }
            return id
        }
    }

    private func settings(_ algorithm: OrderingAlgorithm, servers: Int, moves: Int) -> ServerGroupSettings {
        ServerGroupSettings(
            name: "cloud", algorithm: algorithm,
            servers: (0..<servers).compactMap { place in
                (try? Self.address(place)).map { ManagementServer($0, weight: 1 + place % 3) }
            }, maxMovesPerSecond: moves)
    }

    private static func address(_ place: Int) throws -> ServerAddress {
        guard let address = ServerAddress("10.1.\(place / 200).\(1 + place % 200)", defaultPort: 8250) else {
            throw WrongResult("server \(place) has no address")
        }
        return address
    }

    /// A name of 36 bytes, as hosts have.
    private static func uuid(_ number: Int) -> String {
        var generator = SeededGenerator(seed: UInt64(number))
        let digits = [generator.next(), generator.next()].map { word in
            let text = String(word, radix: 16)
            return String(repeating: "0", count: 16 - text.count) + text
        }.joined()
        var text = ""
        for (place, digit) in digits.enumerated() {
            if [8, 12, 16, 20].contains(place) { text.append("-") }
            text.append(digit)
        }
        return text
    }

    private static func residentBytes() throws -> Double {
        let pages = try ThreadFile.read("/proc/self/statm").split(separator: " ").dropFirst().first
        guard let count = pages.flatMap({ Double($0) }) else { throw WrongResult("/proc/self/statm cannot be read") }
        return count * Double(sysconf(Int32(_SC_PAGESIZE)))
    }

    private func time(_ work: () -> Void) -> Nanoseconds {
        let start = MonotonicClock.now
        work()
        return MonotonicClock.now - start
    }
}

extension Int {
    /// `1,000,000`
    var grouped: String {
        var text = ""
        for (place, digit) in String(self).reversed().enumerated() {
            if place > 0, place % 3 == 0 { text.append(",") }
            text.append(digit)
        }
        return String(text.reversed())
    }
}
