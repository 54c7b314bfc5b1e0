import ManagementServers
import Testing

@Suite("Agent ids")
struct AgentIDTests {
    @Test("numbers order by value, before texts, which order by their bytes")
    func order() throws {
        let texts = [
            "9", "10", "100", "18446744073709551616", "99999999999999999999999", "-1", "A", "a", "a1", "é", "日",
        ]
        let ids = try texts.map { try #require(AgentID($0)) }
        #expect(ids.shuffled().sorted().map(\.description) == texts)
    }

    @Test("leading zeros do not make another number")
    func leadingZeros() throws {
        #expect(AgentID("007") == AgentID("7"))
        #expect(AgentID("000") == AgentID("0"))
        #expect(AgentID("007")?.description == "7")
        #expect(try #require(AgentID("08")) < #require(AgentID("9")))
    }

    @Test("texts that only look equal are different ids")
    func canonicalEquivalence() {
        #expect(AgentID("\u{E9}") != AgentID("e\u{301}"))
    }

    @Test("an empty id, a long one and one with control characters are none")
    func refused() {
        #expect(AgentID("") == nil)
        #expect(AgentID("a\nb") == nil)
        #expect(AgentID("a\u{7F}") == nil)
        #expect(AgentID(String(repeating: "1", count: AgentID.longest + 1)) == nil)
        #expect(AgentID(String(repeating: "1", count: AgentID.longest)) != nil)
    }
}
