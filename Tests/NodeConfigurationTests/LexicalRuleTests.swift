import NodeConfiguration
import Testing

@Suite("Lexical rules")
struct LexicalRuleTests {
    private func routerID(_ line: String) -> String? {
        read("global_defs {\n\(line)\n}\n").configuration.globals.routerID
    }

    @Test("# and ! start a comment anywhere but in double quotes")
    func comments() {
        #expect(routerID("router_id a#b") == "a")
        #expect(routerID("router_id a!b") == "a")
        #expect(routerID("router_id 'a#b'") == "'a")
        #expect(routerID(#"router_id "a#b!c""#) == "a#b!c")
        #expect(routerID("router_id a # { }") == "a")
    }

    @Test("double quotes keep blanks and braces together and end the word before them")
    func quotes() {
        #expect(routerID(#"router_id "a { b""#) == "a { b")
        #expect(
            problems("global_defs {\nrouter_id a\"b c\"d\n}") == [
                "test.conf:2:12: error: 'b c d' is too much for 'router_id'"
            ])
    }

    @Test("a quote that is open at the end of its line is an error")
    func openQuote() {
        #expect(
            problems("global_defs {\nrouter_id \"a b\n}") == [
                "test.conf:2:11: error: the quote that opens here is not closed on its line"
            ])
    }

    @Test("braces cut words, share lines and may stand on the next line")
    func braces() {
        #expect(read("global_defs{router_id a}").configuration.globals.routerID == "a")
        #expect(configuration("global_defs\n\n# comment\n{ router_id a\n}").globals.routerID == "a")
        let addresses = configuration(instance("", addresses: "192.0.2.1 }\nvirtual_ipaddress { 192.0.2.2"))
        #expect(addresses.vrrpInstances.first?.virtualAddresses.count == 2)
    }

    @Test("CRLF, tabs and form feeds are white space")
    func whiteSpace() {
        #expect(configuration("global_defs\t{\r\n\u{0B}router_id\u{0C}a\r\n}\r\n").globals.routerID == "a")
    }

    @Test("columns count characters, and tabs as one")
    func columns() {
        #expect(
            problems("global_defs {\n\trouter_id \"ä€\" x\n}") == [
                "test.conf:2:17: error: 'x' is too much for 'router_id'"
            ])
    }

    @Test(
        "lines and columns are right far into a file and far into a line",
        arguments: [1, 340, 511, 1_023, 1_024, 5_000])
    func farPlaces(count: Int) {
        let lines = String(repeating: "\n", count: count)
        let column = "router_id \"\" ".count + count
        let text = "\(lines)global_defs {\nrouter_id \"\(String(repeating: "ä", count: count))\" x\r\n}"
        let diagnostic = read(text).diagnostics.first
        #expect(diagnostic?.position == SourcePosition(file: "test.conf", line: count + 2, column: column + 1))
        let line = "router_id \"" + String(repeating: "ä", count: count) + "\" x"
        #expect(diagnostic?.lineText == (line.utf8.count > 400 ? cut(line) : line))
    }

    /// The first 400 bytes of a line of two-byte characters.
    private func cut(_ line: String) -> String { String(decoding: line.utf8.prefix(400), as: UTF8.self) + "…" }

    @Test("a line is cut where it is longer than 400 bytes, not counting its end", arguments: ["\n", "\r\n", ""])
    func cutLines(end: String) {
        for length in 398...403 {
            let word = String(repeating: "x", count: length)
            #expect(read(word + end).diagnostics.first?.lineText == (length > 400 ? cut(word) : word), "\(length)")
        }
    }

    @Test("bytes that are no UTF-8 are a warning, a NUL byte is an error")
    func badBytes() {
        let latin1 = Array("global_defs {\nrouter_id b".utf8) + [0xFC] + Array("ro\n}".utf8)
        let outcome = ConfigurationReader.read(SourceText(name: "test.conf", bytes: latin1))
        #expect(outcome.diagnostics.map(\.severity) == [.warning])
        #expect(outcome.configuration.globals.routerID == "b\u{FFFD}ro")
        #expect(problems("global_defs {\nrouter_id a\0b\n}") == ["test.conf:2:11: error: this word holds a NUL byte"])
    }
}
