import ManagementServers
import Testing

@Suite("An agent's host line")
struct HeldListTests {
    @Test("the algorithm stands behind the first @")
    func algorithm() {
        #expect(HeldList(hostLine: "a,b@roundrobin") == HeldList(servers: ["a", "b"], algorithm: "roundrobin"))
        #expect(HeldList(hostLine: "a,b@roundrobin@x") == HeldList(servers: ["a", "b"], algorithm: "roundrobin"))
        #expect(HeldList(hostLine: "a,b") == HeldList(servers: ["a", "b"], algorithm: nil))
        #expect(HeldList(hostLine: "a@") == HeldList(servers: ["a"], algorithm: ""))
    }

    @Test("blanks and empty entries have no meaning, tabs have")
    func blanks() {
        #expect(HeldList(hostLine: " a , ,b,, @ static").servers == ["a", "b"])
        #expect(HeldList(hostLine: "\ta").servers == ["\ta"])
        #expect(HeldList(hostLine: "").servers == [])
    }

    @Test("IPv6 addresses need no brackets")
    func ipv6() {
        #expect(HeldList(hostLine: "2001:db8::1,2001:db8::2@static").servers == ["2001:db8::1", "2001:db8::2"])
    }
}
