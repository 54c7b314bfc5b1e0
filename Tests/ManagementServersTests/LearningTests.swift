import Deadlines
import ManagementServers
import Testing

@Suite("A group that does not know its agents yet")
struct LearningTests {
    private let old = HeldList(hostLine: "10.1.1.3,10.1.1.1,10.1.1.2@roundrobin")
    private let end = Instant.zero + .seconds(60)

    private func learning(_ algorithm: OrderingAlgorithm = .roundrobin) -> ServerGroup {
        var settings = GroupFixture.settings(algorithm)
        settings.maxMovesPerSecond = 100
        var group = ServerGroup(settings)
        group.beginLearning(until: end)
        return group
    }

    @Test("an agent is answered with what it holds, and nothing is judged")
    func handedBack() throws {
        var group = learning()
        let id = try GroupFixture.id("5")
        let answer = group.register(AgentReport(id: id, zone: "z1", held: old), at: .zero)
        #expect(answer.servers == old.servers)
        #expect(answer.algorithm == "roundrobin")
        #expect(answer.isUpToDate == nil)
        #expect(answer.isKnown)
        #expect(group.list(for: id) == answer)
    }

    @Test("an agent that holds nothing gets the list that its position gives now")
    func withoutList() throws {
        var group = learning()
        let answer = group.register(
            AgentReport(id: try GroupFixture.id("5"), zone: "z1", held: HeldList(hostLine: "")), at: .zero)
        #expect(answer.servers == [GroupFixture.m1, GroupFixture.m2, GroupFixture.m3])
        #expect(answer.isUpToDate == nil)
    }

    @Test("after one period everybody is known: lists are judged and given out again")
    func over() throws {
        var group = learning()
        for id in ["1", "2", "3"] {
            group.register(AgentReport(id: try GroupFixture.id(id), zone: "z1", held: old), at: .zero)
        }
        #expect(group.deadline(at: .zero) == end)
        let early = group.advance(at: Instant.zero + .seconds(59))
        #expect(!early.isLearned)
        let progress = group.advance(at: end)
        #expect(progress.isLearned)
        #expect(group.lists.map(\.isUpToDate) == [false, false, true])
    }

    @Test(
        "those whom the end of the learning moves go at the pace, and the others keep what they hold until their turn")
    func overAtPace() throws {
        var settings = GroupFixture.settings(.roundrobin)
        settings.maxMovesPerSecond = 1
        var group = ServerGroup(settings)
        group.beginLearning(until: end)
        for id in 1...7 {
            group.register(AgentReport(id: try GroupFixture.id(String(id)), zone: "z1", held: old), at: .zero)
        }
        #expect(group.waitingMoves == 0)
        let progress = group.advance(at: end)
        #expect(progress.isLearned)
        #expect(progress.released.map(\.description) == ["1"])
        #expect(group.waitingMoves == 4)
        #expect(group.lists.map(\.servers.first) == ["10.1.1.1"] + Array(repeating: "10.1.1.3", count: 6))
        #expect(group.lists.map(\.isUpToDate) == [false, nil, true, nil, nil, true, nil])
    }

    @Test("a change of servers moves nobody while the group learns")
    func changes() throws {
        var group = learning()
        let id = try GroupFixture.id("1")
        group.register(AgentReport(id: id, zone: "z1", held: old), at: .zero)
        group.setHealth(.down, of: ServerAddress(host: GroupFixture.m3, port: 8250))
        #expect(group.list(for: id).servers == old.servers)
        #expect(group.list(for: id).avoid == [GroupFixture.m3])
        #expect(group.advance(at: .zero).released == [])
    }

    @Test(
        "lists that do not depend on positions are right from the start",
        arguments: [OrderingAlgorithm.static, .shuffle, .rendezvous])
    func withoutPositions(algorithm: OrderingAlgorithm) throws {
        var group = learning(algorithm)
        #expect(!group.isLearning)
        let id = try GroupFixture.id("1")
        #expect(group.register(AgentReport(id: id, held: old), at: .zero).isUpToDate == false)
    }

    @Test("what a predecessor or another node knew is taken in; what is known here stays where it is newer")
    func restored() throws {
        var group = learning()
        let id = try GroupFixture.id("1")
        group.register(AgentReport(id: id, zone: "z2"), at: Instant(nanoseconds: 10))
        group.restore(AgentReport(id: id, zone: "z1"), lastSeen: Instant(nanoseconds: 9))
        #expect(group.agents[id]?.zone == "z2")
        group.restore(AgentReport(id: id, zone: "z3"), lastSeen: Instant(nanoseconds: 11))
        #expect(group.agents[id]?.zone == "z3")
    }

    @Test("a node that does not know what an agent holds does not take away what is known here")
    func heldIsKept() throws {
        var group = learning()
        let id = try GroupFixture.id("1")
        group.register(AgentReport(id: id, zone: "z1", held: old), at: .zero)
        group.restore(AgentReport(id: id, zone: "z1"), lastSeen: Instant(nanoseconds: 11))
        #expect(group.list(for: id).servers == old.servers)
        group.endLearning()
        #expect(group.list(for: id).isUpToDate == nil)
        _ = group.advance(at: .zero)
        #expect(group.list(for: id).isUpToDate == false)
    }
}
