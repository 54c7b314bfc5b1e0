import Addresses
import Deadlines
import ManagementServers
import Testing

@Suite("How many unknown agents a client may register")
struct NewAgentPaceTests {
    private func at(_ milliseconds: Int64) -> Instant { Instant.zero + .milliseconds(milliseconds) }

    private func address(_ text: String) throws -> IPAddress { try #require(IPAddress(text)) }

    private func admitted(_ pace: inout NewAgentPace, _ client: String, _ count: Int, at now: Instant) throws -> Int {
        let client = try address(client)
        return (0..<count).count { _ in pace.admit(client, at: now) == .admitted }
    }

    @Test("one second's worth at once, then as many as the time allows; each client for itself")
    func rate() throws {
        var pace = NewAgentPace(rate: 10)
        #expect(try admitted(&pace, "192.0.2.1", 25, at: at(0)) == 10)
        #expect(try admitted(&pace, "192.0.2.2", 25, at: at(0)) == 10)
        #expect(try admitted(&pace, "192.0.2.1", 25, at: at(300)) == 3)
        #expect(try admitted(&pace, "192.0.2.1", 25, at: at(60_000)) == 10)
    }

    @Test("the first refusal in a row is told from the others, with the time of the next chance")
    func refusals() throws {
        var pace = NewAgentPace(rate: 2)
        let client = try address("192.0.2.1")
        let outcomes = [0, 0, 0, 0, 500, 500].map { pace.admit(client, at: at($0)) }
        #expect(
            outcomes == [
                .admitted, .admitted, .refused(isFirst: true, until: at(500)), .refused(isFirst: false, until: at(500)),
                .admitted, .refused(isFirst: true, until: at(1_000)),
            ])
    }

    @Test("hosts of one IPv6 network are one client, and so is IPv4 in either form")
    func sameClient() throws {
        var pace = NewAgentPace(rate: 10)
        #expect(try admitted(&pace, "2001:db8::1", 8, at: at(0)) == 8)
        #expect(try admitted(&pace, "2001:db8::ffff:2", 8, at: at(0)) == 2)
        #expect(try admitted(&pace, "2001:db8:0:1::1", 8, at: at(0)) == 8)
        #expect(try admitted(&pace, "::ffff:192.0.2.1", 8, at: at(0)) == 8)
        #expect(try admitted(&pace, "192.0.2.1", 8, at: at(0)) == 2)
        #expect(try admitted(&pace, "::ffff:192.0.2.2", 8, at: at(0)) == 8)
    }

    @Test("clients without end share a bucket, until those before them are silent")
    func manyClients() throws {
        var pace = NewAgentPace(rate: 1)
        func client(_ number: Int) -> IPAddress { .v4(IPv4Address(UInt32(number))) }
        let many = NewAgentPace.mostClients * 2
        let admitted = (0..<many).count { pace.admit(client($0), at: at(0)) == .admitted }
        #expect(admitted == NewAgentPace.mostClients + 1)
        let later = (0..<many).count { pace.admit(client(many + $0), at: at(5_000)) == .admitted }
        #expect(later == NewAgentPace.mostClients + 1)
    }

    @Test("a rate of 0 holds nobody up; another rate begins anew")
    func changes() throws {
        var pace = NewAgentPace(rate: 0)
        #expect(try admitted(&pace, "192.0.2.1", 1_000, at: at(0)) == 1_000)
        pace.change(rate: 3)
        #expect(try admitted(&pace, "192.0.2.1", 10, at: at(0)) == 3)
        pace.change(rate: 3)
        #expect(try admitted(&pace, "192.0.2.1", 10, at: at(0)) == 0)
    }
}
