import ControlAPI
import Testing

@Suite("Tokens of those who ask over the network")
struct TokenListTests {
    @Test("one a line; blanks and remarks are left out")
    func reading() throws {
        let tokens = try TokenList(text: "# agents\n\n0123456789abcdef\n  fedcba9876543210 \r\n")
        #expect(tokens.contains("0123456789abcdef"))
        #expect(tokens.contains("fedcba9876543210"))
        for stranger in ["", "0123456789abcde", "0123456789abcdefg", "# agents"] { #expect(!tokens.contains(stranger)) }
    }

    @Test("one that is short is refused with its line")
    func short() {
        let error = #expect(throws: TokenListError.self) { try TokenList(text: "0123456789abcdef\nsecret\n") }
        #expect(error?.description.hasPrefix("line 2 ") == true)
        #expect(error?.description.contains("secret") == false)
    }
}
