import ControlMessages
import Testing

@Suite("A configuration as JSON")
struct ConfigurationMessageTests {
    private func generally(_ message: some Encodable) throws -> String {
        String(decoding: try MessageCoding.encode(message), as: UTF8.self)
    }

    @Test(
        "is written byte for byte as the general way writes it, and read again",
        arguments: ["a", "\"\\", "\u{1}\n\u{7F}", "größe 🦩", ""])
    func bytes(text: String) throws {
        let time = Timestamp(microsecondsSince1970: 1_770_000_001_000_000)
        let block = StatementEntry(words: [text], statements: [StatementEntry(words: ["auth_pass", nil])])
        for (generation, statements) in [
            (Int?.none, []), (3, [StatementEntry(words: [], statements: [])]), (0, [block, block]),
        ] {
            let message = ConfigurationMessage(
                asOf: time, generation: generation,
                configuration: ConfigurationSource(file: "/\(text)", loadedAt: time, sha256: "0f"),
                statements: statements)
            let json = MessageCoding.encode(message)
            #expect(String(decoding: json, as: UTF8.self) == (try generally(message)))
            #expect(try MessageCoding.decode(ConfigurationMessage.self, from: json) == message)
        }
    }
}
