import Deadlines
import ManagementServers
import Testing

@Suite("Which list an agent gets")
struct OrderTests {
    private let m1 = GroupFixture.m1
    private let m2 = GroupFixture.m2
    private let m3 = GroupFixture.m3
    private let m4 = GroupFixture.m4

    @Test(
        "CS-1: static gives every agent the configured list, an unknown one too", arguments: ["1", "2", "3", "4", "x"])
    func staticList(agent: String) throws {
        let group = try GroupFixture.group(.static, agents: ["1", "2", "3", "4"])
        #expect(try group.texts(agent) == [m1, m2, m3])
    }

    @Test("CS-2: roundrobin rotates the list by the agent's position")
    func rotation() throws {
        let group = try GroupFixture.group(.roundrobin, agents: ["1", "2", "3", "4"])
        #expect(try group.texts("1") == [m1, m2, m3])
        #expect(try group.texts("2") == [m2, m3, m1])
        #expect(try group.texts("3") == [m3, m1, m2])
        #expect(try group.texts("4") == [m1, m2, m3])
    }

    @Test("CS-3: the position counts, not the id's value")
    func positionNotValue() throws {
        let group = try GroupFixture.group(.roundrobin, agents: ["1", "5", "10", "20", "50", "60", "70", "80"])
        #expect(try group.texts("10") == [m3, m1, m2])
        #expect(try group.texts("50") == [m2, m3, m1])
        #expect(try group.texts("60") == [m3, m1, m2])
        #expect(try group.texts("80") == [m2, m3, m1])
    }

    @Test("CS-4: an unknown agent comes after all known ones")
    func unknownAgent() throws {
        var group = try GroupFixture.group(.roundrobin, agents: ["1", "5", "10", "20", "50", "60", "70", "80"])
        #expect(try group.texts("2") == [m3, m1, m2])
        group.register(AgentReport(id: try GroupFixture.id("100"), zone: "z1"), at: .zero)
        #expect(try group.texts("2") == [m1, m2, m3])
    }

    @Test("an unknown agent comes after those of the zone it asks for, else after all")
    func unknownAgentInZone() throws {
        var group = try GroupFixture.group(.roundrobin, agents: ["1", "2", "3"])
        group.register(AgentReport(id: try GroupFixture.id("4"), zone: "z2"), at: .zero)
        #expect(try group.texts("9", zone: "z2") == [m2, m3, m1])
        #expect(try group.texts("9", zone: "z3") == [m1, m2, m3])
        #expect(try group.texts("9") == [m2, m3, m1])
        #expect(try group.list(for: GroupFixture.id("9"), zone: "z2").isKnown == false)
    }

    @Test("a known agent is counted in its own zone whatever zone is asked for")
    func knownAgentAsksForZone() throws {
        var group = try GroupFixture.group(.roundrobin, agents: ["1", "2"])
        group.register(AgentReport(id: try GroupFixture.id("3"), zone: "z2"), at: .zero)
        #expect(try group.texts("2", zone: "z2") == [m2, m3, m1])
        #expect(try group.list(for: GroupFixture.id("2"), zone: "z2").zone == "z1")
    }

    @Test("CS-29: an agent that is not known yet is counted behind those that are, and moves nobody")
    func unknownBetween() throws {
        let group = try GroupFixture.group(.roundrobin, agents: ["1", "3"])
        #expect(try group.texts("3") == [m2, m3, m1])
        #expect(try group.texts("2") == [m3, m1, m2])
    }

    @Test("CS-6: the order in which agents appear has no influence")
    func registrationOrder() throws {
        let group = try GroupFixture.group(.roundrobin, agents: ["4", "2", "1", "3"])
        #expect(try group.texts("2") == [m2, m3, m1])
    }

    @Test("CS-7: each zone counts its own agents")
    func zones() throws {
        var group = ServerGroup(GroupFixture.settings(.roundrobin))
        for (zone, agents) in [("1", ["1", "4"]), ("2", ["2", "3", "6"]), ("3", ["5"])] {
            for agent in agents { group.register(AgentReport(id: try GroupFixture.id(agent), zone: zone), at: .zero) }
        }
        #expect(try group.texts("1") == [m1, m2, m3])
        #expect(try group.texts("4") == [m2, m3, m1])
        #expect(try group.texts("2") == [m1, m2, m3])
        #expect(try group.texts("3") == [m2, m3, m1])
        #expect(try group.texts("6") == [m3, m1, m2])
        #expect(try group.texts("5") == [m1, m2, m3])
    }

    @Test("CS-8: the only agent of a zone gets the configured list")
    func onlyAgent() throws {
        let group = try GroupFixture.group(.roundrobin, agents: ["77"])
        #expect(try group.texts("77") == [m1, m2, m3])
    }

    @Test("CS-9: one server is a list of one under every algorithm", arguments: OrderingAlgorithm.allCases)
    func oneServer(algorithm: OrderingAlgorithm) throws {
        let group = try GroupFixture.group(algorithm, servers: [m1], agents: ["1", "2"])
        #expect(try group.texts("2") == [m1])
    }

    @Test("a group without servers gives an empty list", arguments: OrderingAlgorithm.allCases)
    func noServers(algorithm: OrderingAlgorithm) throws {
        let group = try GroupFixture.group(algorithm, servers: [], agents: ["1", "2"])
        #expect(try group.texts("2") == [])
        #expect(try group.list(for: GroupFixture.id("2")).preferred == nil)
    }

    @Test("names of algorithms are exact", arguments: ["leastconn", "RoundRobin", "SHUFFLE", " static"])
    func algorithmNames(name: String) {
        #expect(OrderingAlgorithm(rawValue: name) == nil)
    }

    @Test("CS-13: blanks in a host line have no meaning")
    func blanks() throws {
        let servers = HeldList(hostLine: "10.1.1.1, 10.1.1.2 ,10.1.1.3").servers
        let group = try GroupFixture.group(.roundrobin, servers: servers, agents: ["1", "2"])
        #expect(try group.texts("2") == [m2, m3, m1])
    }

    @Test("CS-14: a trailing comma in a host line adds no server")
    func trailingComma() throws {
        let servers = HeldList(hostLine: "10.1.1.1,10.1.1.2,").servers
        let group = try GroupFixture.group(.roundrobin, servers: servers, agents: ["1", "2", "3"])
        #expect(try group.texts("3") == [m1, m2])
    }

    @Test("CS-16: repeated servers are kept")
    func repeatedServers() throws {
        let group = try GroupFixture.group(.roundrobin, servers: [m1, m1, m2], agents: ["1", "2", "3"])
        #expect(try group.texts("1") == [m1, m1, m2])
        #expect(try group.texts("2") == [m1, m2, m1])
        #expect(try group.texts("3") == [m2, m1, m1])
    }

    @Test("CS-17: a list that shrinks is rotated by its new size")
    func shrinking() throws {
        var group = try GroupFixture.group(.roundrobin, agents: ["1", "2", "3", "4"])
        #expect(try group.texts("3") == [m3, m1, m2])
        group.apply(GroupFixture.settings(.roundrobin, servers: [m1, m2]))
        #expect(try group.texts("3") == [m1, m2])
        #expect(try group.texts("4") == [m2, m1])
    }

    @Test("CS-18: a list that grows is rotated by its new size")
    func growing() throws {
        var group = try GroupFixture.group(.roundrobin, agents: ["1", "2", "3", "4"])
        group.apply(GroupFixture.settings(.roundrobin, servers: [m1, m2, m3, m4]))
        #expect(try group.texts("1") == [m1, m2, m3, m4])
        #expect(try group.texts("4") == [m4, m1, m2, m3])
    }

    @Test("CS-26: an agent that leaves moves those behind it")
    func removal() throws {
        var group = try GroupFixture.group(.roundrobin, agents: ["1", "2", "3", "4"])
        group.unregister(try GroupFixture.id("2"))
        #expect(try group.texts("1") == [m1, m2, m3])
        #expect(try group.isUpToDate("3", holding: "10.1.1.3,10.1.1.1,10.1.1.2@roundrobin") == false)
        #expect(try group.texts("3") == [m2, m3, m1])
        #expect(try group.isUpToDate("4", holding: "10.1.1.1,10.1.1.2,10.1.1.3@roundrobin") == false)
        #expect(try group.texts("4") == [m3, m1, m2])
    }

    @Test("CS-27: an agent with a new highest id moves nobody")
    func addition() throws {
        var group = try GroupFixture.group(.roundrobin, agents: ["1", "2", "3", "4"])
        let before = try ["1", "2", "3", "4"].map { try group.texts($0) }
        group.register(AgentReport(id: try GroupFixture.id("5"), zone: "z1"), at: .zero)
        #expect(try group.texts("5") == [m2, m3, m1])
        #expect(try ["1", "2", "3", "4"].map { try group.texts($0) } == before)
    }
}
