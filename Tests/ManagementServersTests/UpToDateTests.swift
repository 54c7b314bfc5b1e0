import Deadlines
import ManagementServers
import Testing

@Suite("Whether what an agent holds is right")
struct UpToDateTests {
    @Test("CS-19: static: another order is outdated")
    func staticOrder() throws {
        var group = try GroupFixture.group(.static, agents: ["1"])
        #expect(try group.isUpToDate("1", holding: "10.1.1.1,10.1.1.3,10.1.1.2@static") == false)
        #expect(try group.isUpToDate("1", holding: "10.1.1.1,10.1.1.2,10.1.1.3@static") == true)
        #expect(try group.texts("1") == ["10.1.1.1", "10.1.1.2", "10.1.1.3"])
    }

    @Test("CS-20: roundrobin: only the agent's own rotation is right")
    func roundRobin() throws {
        var group = try GroupFixture.group(.roundrobin, agents: ["1", "2"])
        #expect(try group.isUpToDate("2", holding: "10.1.1.2,10.1.1.3,10.1.1.1@roundrobin") == true)
        #expect(try group.isUpToDate("2", holding: "10.1.1.1,10.1.1.2,10.1.1.3@roundrobin") == false)
    }

    @Test("CS-21: shuffle: any order of the same servers is right")
    func shuffle() throws {
        var group = try GroupFixture.group(.shuffle, agents: ["1"])
        #expect(try group.isUpToDate("1", holding: "10.1.1.3,10.1.1.1,10.1.1.2@shuffle") == true)
        #expect(try group.isUpToDate("1", holding: "10.1.1.3,10.1.1.1@shuffle") == false)
    }

    @Test("shuffle: a server must be held as often as it is configured")
    func shuffleCounts() throws {
        var group = try GroupFixture.group(.shuffle, servers: ["a", "b", "b"], agents: ["1"])
        #expect(try group.isUpToDate("1", holding: "b,a,b@shuffle") == true)
        #expect(try group.isUpToDate("1", holding: "a,a,b@shuffle") == false)
    }

    @Test("CS-23: the right list with another algorithm is outdated")
    func otherAlgorithm() throws {
        var group = try GroupFixture.group(.roundrobin, agents: ["1"])
        #expect(try group.isUpToDate("1", holding: "10.1.1.1,10.1.1.2,10.1.1.3@static") == false)
    }

    @Test(
        "CS-24: no algorithm, nothing, and an algorithm without a list are outdated",
        arguments: ["10.1.1.1,10.1.1.2,10.1.1.3", "", "@static"])
    func incomplete(line: String) throws {
        var group = try GroupFixture.group(.static, agents: ["1"])
        #expect(try group.isUpToDate("1", holding: line) == false)
    }

    @Test("an empty list is outdated even where the group has no server")
    func emptyGroup() throws {
        var group = try GroupFixture.group(.static, servers: [], agents: ["1"])
        #expect(try group.isUpToDate("1", holding: "@static") == false)
    }

    @Test("CS-42: lists are compared as text, without a normal form of addresses")
    func asText() throws {
        var group = try GroupFixture.group(.static, servers: ["2001:db8::1", "10.1.1.2"], agents: ["1"])
        #expect(try group.isUpToDate("1", holding: "2001:0db8::1,10.1.1.2@static") == false)
        #expect(try group.isUpToDate("1", holding: "2001:db8::1,10.1.1.2@static") == true)
    }

    @Test("nothing is judged where the agent said nothing")
    func silence() throws {
        let group = try GroupFixture.group(.static, agents: ["1"])
        #expect(try group.list(for: GroupFixture.id("1")).isUpToDate == nil)
        #expect(try group.list(for: GroupFixture.id("2")).isUpToDate == nil)
    }

    @Test("a later registration without a list takes back what was said before")
    func takenBack() throws {
        var group = try GroupFixture.group(.static, agents: ["1"])
        #expect(try group.isUpToDate("1", holding: "10.1.1.1@static") == false)
        group.register(AgentReport(id: try GroupFixture.id("1"), zone: "z1"), at: .zero)
        #expect(try group.list(for: GroupFixture.id("1")).isUpToDate == nil)
    }
}
