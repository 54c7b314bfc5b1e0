import Deadlines
import ManagementServers
import Testing

@Suite("When agents are told to move")
struct MovesTests {
    private let m1 = GroupFixture.m1
    private let m2 = GroupFixture.m2
    private let m3 = GroupFixture.m3

    private func group(_ algorithm: OrderingAlgorithm, agents: Int, rate: Int) throws -> ServerGroup {
        var settings = GroupFixture.settings(algorithm)
        settings.maxMovesPerSecond = rate
        var group = ServerGroup(settings)
        for id in 1...agents { group.register(AgentReport(id: try GroupFixture.id(String(id))), at: .zero) }
        return group
    }

    private func down(_ host: String, _ group: inout ServerGroup) {
        group.setHealth(.down, of: ServerAddress(host: host, port: 8250))
    }

    private func at(_ seconds: Int64) -> Instant { Instant.zero + .seconds(seconds) }

    @Test("agents keep their old list until their turn, in order of their ids, at the pace that is configured")
    func paced() throws {
        var group = try group(.roundrobin, agents: 12, rate: 2)
        let before = group.lists.map(\.servers)
        down(m1, &group)
        #expect(group.waitingMoves == 4)
        #expect(group.lists.map(\.preferred) == before.map(\.first))
        #expect(group.lists.map(\.avoid) == Array(repeating: [m1], count: 12))
        var told: [[String]] = []
        for second in 0..<3 {
            let progress = group.advance(at: at(Int64(second)))
            told.append(progress.released.map(\.description))
        }
        #expect(told == [["1", "4"], ["7", "10"], []])
        #expect(group.lists.map(\.preferred).contains(m1) == false)
        #expect(group.deadline(at: at(9)) == nil)
    }

    @Test("agents that need not move have their new list at once")
    func withoutMove() throws {
        var group = try group(.roundrobin, agents: 3, rate: 1)
        down(m1, &group)
        #expect(try group.texts("1") == [m1, m2, m3])
        #expect(try group.texts("2") == [m2, m3, m1])
        #expect(try group.texts("3") == [m3, m2, m1])
    }

    @Test("CS-39: another interval moves nobody and is told at once with an unchanged list")
    func interval() throws {
        var group = try group(.static, agents: 3, rate: 1)
        var settings = group.settings
        settings.checkInterval = .seconds(120)
        let before = group.lists
        group.apply(settings)
        #expect(group.waitingMoves == 0)
        #expect(group.lists.map(\.servers) == before.map(\.servers))
        #expect(group.lists.map(\.checkInterval) == Array(repeating: .seconds(120), count: 3))
        #expect(group.lists[0].version != before[0].version)
    }

    @Test("a change that is taken back before their turn leaves everybody where they are")
    func takenBack() throws {
        var group = try group(.roundrobin, agents: 30, rate: 1)
        let before = group.lists.map(\.servers)
        down(m2, &group)
        _ = group.advance(at: .zero)
        #expect(group.waitingMoves == 9)
        group.setHealth(.up, of: ServerAddress(host: m2, port: 8250))
        // The one that went has to come back.
        #expect(group.waitingMoves == 1)
        _ = group.advance(at: at(2))
        #expect(group.lists.map(\.servers) == before)
    }

    @Test("the wait goes on over a second change, from the list that the agent has")
    func changesWhileWaiting() throws {
        var group = try group(.roundrobin, agents: 6, rate: 1)
        var settings = group.settings
        settings.servers.reverse()
        group.apply(settings)
        let held = group.lists.map(\.preferred)
        down(m2, &group)
        #expect(group.lists.map(\.preferred) == held)
        var seconds: Int64 = 0
        while group.waitingMoves > 0, seconds < 60 {
            _ = group.advance(at: at(seconds))
            seconds += 1
        }
        #expect(group.lists.map(\.preferred) == [m3, m1, m1, m3, m1, m1])
        #expect(seconds <= 6)
    }

    @Test("positions shift for agents that wait, and they are not told before their turn")
    func registrationWhileWaiting() throws {
        var group = try group(.roundrobin, agents: 6, rate: 1)
        down(m1, &group)
        #expect(try group.texts("4") == [m1, m2, m3])
        group.register(AgentReport(id: try GroupFixture.id("0")), at: .zero)
        #expect(try group.texts("4") == [m1, m2, m3])
    }

    @Test("an agent that is taken away while it waits is not waited for")
    func goneWhileWaiting() throws {
        var group = try group(.roundrobin, agents: 3, rate: 1)
        down(m1, &group)
        group.unregister(try GroupFixture.id("1"))
        #expect(group.waitingMoves == 0)
        var second = try self.group(.roundrobin, agents: 3, rate: 1)
        var settings = second.settings
        settings.agents = [ConfiguredAgent(id: try GroupFixture.id("3"))]
        second.apply(settings)
        down(m3, &second)
        #expect(second.waitingMoves == 1)
        second.unregister(try GroupFixture.id("3"))
        settings.agents = []
        second.apply(settings)
        #expect(second.waitingMoves == 0)
    }

    @Test(
        "an agent that registers with a list which the answer would move is handed it back when the second is used up")
    func pacedRegistrations() throws {
        var group = try group(.static, agents: 3, rate: 2)
        let old = HeldList(hostLine: "10.1.1.3,10.1.1.1@static")
        var preferred: [String?] = []
        var judged: [Bool?] = []
        for id in ["1", "2", "3"] {
            let answer = group.register(AgentReport(id: try GroupFixture.id(id), held: old), at: .zero)
            preferred.append(answer.preferred)
            judged.append(answer.isUpToDate)
        }
        #expect(preferred == [m1, m1, m3])
        #expect(judged == [false, false, nil])
        // Whoever asks for it has the same list.
        #expect(group.lists.map(\.preferred) == [m1, m1, m3])
        #expect(try group.texts("3") == old.servers)
        #expect(group.waitingMoves == 1)
        let later = group.register(AgentReport(id: try GroupFixture.id("3"), held: old), at: at(1))
        #expect(later.preferred == m1)
        #expect(try group.texts("3") == [m1, m2, m3])
        #expect(group.waitingMoves == 0)
    }

    @Test("an agent that was handed its list back has its turn like others, also without another word")
    func handedBackInTurn() throws {
        var group = try group(.static, agents: 1, rate: 1)
        let old = HeldList(hostLine: "10.1.1.3,10.1.1.1@static")
        for id in ["1", "2", "3"] { group.register(AgentReport(id: try GroupFixture.id(id), held: old), at: .zero) }
        #expect(group.lists.map(\.preferred) == [m1, m3, m3])
        #expect(group.deadline(at: .zero) == at(1))
        #expect(group.advance(at: at(1)).released.map(\.description) == ["2"])
        #expect(group.lists.map(\.preferred) == [m1, m1, m3])
        // It still holds the old list, and has had its turn.
        let again = group.register(AgentReport(id: try GroupFixture.id("2"), held: old), at: at(1))
        #expect(again.preferred == m1)
    }

    @Test("CS-26: positions that shift move nobody before it connects again, and then at the pace")
    func shifted() throws {
        var group = try group(.roundrobin, agents: 9, rate: 2)
        let before = group.lists.map(\.servers)
        group.unregister(try GroupFixture.id("1"))
        #expect(group.lists.map(\.servers) == Array(before.dropFirst()))
        #expect(group.advance(at: .zero).isEmpty)
        #expect(group.waitingMoves == 0)
        var preferred: [String?] = []
        for id in 2...5 {
            let held = HeldList(servers: before[id - 1], algorithm: "roundrobin")
            let report = AgentReport(id: try GroupFixture.id(String(id)), held: held)
            preferred.append(group.register(report, at: .zero).preferred)
        }
        #expect(preferred == [m1, m2, m1, m2])
        #expect(group.waitingMoves == 2)
        #expect(group.advance(at: at(1)).released.map(\.description) == ["4", "5"])
        #expect(group.lists.map(\.preferred) == [m1, m2, m3, m1, m3, m1, m2, m3])
    }

    @Test(
        "what makes lists new moves those whose positions had shifted at the pace, too",
        arguments: ["agent block", "health", "interval"])
    func shiftedAndChanged(change: String) throws {
        var group = ServerGroup(GroupFixture.settings(.roundrobin))
        for id in 11...19 { group.register(AgentReport(id: try GroupFixture.id(String(id))), at: .zero) }
        var settings = group.settings
        settings.maxMovesPerSecond = 3
        group.apply(settings)
        let before = group.lists.map(\.preferred)
        if change == "agent block" {
            settings.agents = [ConfiguredAgent(id: try GroupFixture.id("1"))]
            group.apply(settings)
        } else {
            group.register(AgentReport(id: try GroupFixture.id("1")), at: .zero)
        }
        if change == "interval" {
            settings.checkInterval = .seconds(5)
            group.apply(settings)
        }
        if change == "health" {
            for state in [ManagementServerHealth.down, .up] {
                group.setHealth(state, of: ServerAddress(host: m2, port: 8250))
            }
        }
        #expect(group.lists.dropFirst().map(\.preferred) == before)
        #expect(group.waitingMoves == 9)
        // The pace begins with nothing: it was set only now.
        let counts = (0..<4).map { group.advance(at: at($0)).released.count }
        #expect(counts == [0, 3, 3, 3])
        #expect(group.lists.map(\.preferred) == [m1, m2, m3, m1, m2, m3, m1, m2, m3, m1])
    }

    @Test("without a pace positions count at once, and a pace that is set later begins with the lists of then")
    func withoutPace() throws {
        var group = try group(.roundrobin, agents: 3, rate: 0)
        group.register(AgentReport(id: try GroupFixture.id("0")), at: .zero)
        #expect(group.lists.map(\.preferred) == [m1, m2, m3, m1])
        var settings = group.settings
        settings.maxMovesPerSecond = 1
        group.apply(settings)
        #expect(group.waitingMoves == 0)
        group.unregister(try GroupFixture.id("0"))
        #expect(group.lists.map(\.preferred) == [m2, m3, m1])
    }

    @Test(
        "what agents held before a restart is theirs until their turn, for every order",
        arguments: OrderingAlgorithm.allCases)
    func restored(algorithm: OrderingAlgorithm) throws {
        var settings = GroupFixture.settings(algorithm)
        settings.maxMovesPerSecond = 5
        var group = ServerGroup(settings)
        let old = HeldList(hostLine: "10.1.1.9,10.1.1.1@static")
        for id in 1...20 {
            group.restore(AgentReport(id: try GroupFixture.id(String(id)), held: old), lastSeen: .zero)
        }
        group.endLearning()
        #expect(group.waitingMoves == 20)
        #expect(group.lists.allSatisfy { $0.servers == old.servers })
        #expect(group.advance(at: .zero).released.count == 5)
        #expect(group.lists.count { $0.servers == old.servers } == 15)
    }

    @Test("an agent without a list, and one whose first server stays, are never held up")
    func unpacedRegistrations() throws {
        var group = try group(.static, agents: 1, rate: 1)
        for id in 10..<20 {
            let held = HeldList(hostLine: id % 2 == 0 ? "@static" : "10.1.1.1@static")
            let answer = group.register(AgentReport(id: try GroupFixture.id(String(id)), held: held), at: .zero)
            #expect(answer.servers == [m1, m2, m3])
        }
    }

    @Test(
        "whatever happens, each agent that does not wait has the list of a group that was always so", arguments: 0..<8)
    func random(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let algorithm = OrderingAlgorithm.allCases[Int(seed) % OrderingAlgorithm.allCases.count]
        var group = try group(algorithm, agents: 20, rate: 3)
        var known = Set(try (1...20).map { try GroupFixture.id(String($0)) })
        for step in 0..<60 {
            let id = try GroupFixture.id(String(Int.random(in: 1...30, using: &generator)))
            switch Int.random(in: 0..<5, using: &generator) {
            case 0:
                group.register(AgentReport(id: id), at: at(Int64(step)))
                known.insert(id)
            case 1:
                group.unregister(id)
                known.remove(id)
            case 2:
                let state: ManagementServerHealth = Bool.random(using: &generator) ? .up : .down
                group.setHealth(
                    state, of: try #require(group.settings.servers.randomElement(using: &generator)).address)
            case 3:
                var settings = group.settings
                settings.servers.shuffle(using: &generator)
                if settings.servers.count > 2, Bool.random(using: &generator) { settings.servers.removeLast() }
                group.apply(settings)
            default:
                _ = group.advance(at: at(Int64(step)))
            }
        }
        group.apply(group.settings)
        for second in 1_001..<1_020 { _ = group.advance(at: at(Int64(second))) }
        #expect(group.waitingMoves == 0)
        var fresh = ServerGroup(group.settings)
        for id in known { fresh.register(AgentReport(id: id), at: .zero) }
        fresh.setHealth(group.settings.servers.map { ($0.address, group.health(of: $0.address)) })
        fresh.apply(fresh.settings)
        for second in 0..<20 { _ = fresh.advance(at: at(Int64(second))) }
        #expect(group.lists.map(\.servers) == fresh.lists.map(\.servers))
    }
}
