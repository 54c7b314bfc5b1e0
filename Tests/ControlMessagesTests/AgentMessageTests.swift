import ControlMessages
import Testing

@Suite("An agent's list as JSON")
struct AgentMessageTests {
    private func generally(_ message: some Encodable) throws -> String {
        String(decoding: try MessageCoding.encode(message), as: UTF8.self)
    }

    private static func entry(_ text: String, interval: Double = 60, isKnown: Bool = true) -> AgentEntry {
        AgentEntry(
            group: "cloud\(text)", agent: text, zone: isKnown ? "z\(text)" : nil, cluster: isKnown ? nil : text,
            isKnown: isKnown, algorithm: "shuffle", servers: isKnown ? ["10.1.1.1", text] : [],
            preferred: isKnown ? text : nil, checkInterval: interval, avoid: isKnown ? [] : [text],
            isUpToDate: isKnown ? false : nil, version: "0123456789abcdef",
            lastSeen: isKnown ? Timestamp(microsecondsSince1970: 1_770_000_000_123_456) : nil)
    }

    @Test(
        "is written byte for byte as the general way writes it",
        arguments: [
            "42", "a/b", "\"\\", "\u{0}\u{1}\u{8}\t\n\u{B}\u{C}\r\u{1F}\u{7F}", "größe 日本 🦩 e\u{301}", "\u{2028}", "",
        ])
    func bytes(text: String) throws {
        for (interval, isKnown) in [(0.0, true), (60, false), (0.25, true), (2_147_483_647, true), (1e-7, false)] {
            let message = AgentMessage(
                asOf: Timestamp(microsecondsSince1970: 1_770_000_001_000_000),
                Self.entry(text, interval: interval, isKnown: isKnown))
            #expect(String(decoding: MessageCoding.encode(message), as: UTF8.self) == (try generally(message)))
        }
    }
}
