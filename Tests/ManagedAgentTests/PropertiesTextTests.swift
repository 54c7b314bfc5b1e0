import Deadlines
import ManagedAgent
import Testing

@Suite("Java properties as text")
struct PropertiesTextTests {
    private func text(_ string: String) -> PropertiesText { PropertiesText(Array(string.utf8)) }
    private func string(_ text: PropertiesText) -> String { String(decoding: text.bytes, as: UTF8.self) }

    @Test(
        "lines are read as Java reads them",
        arguments: [
            ("host=a", "a"), ("host = a", "a"), ("host:a", "a"), ("host a", "a"), ("  \t\u{0C}host\t=\t a ", "a "),
            ("host==a", "=a"), ("host = : a", ": a"), ("host", ""), ("host=", ""), ("ho\\st=a", "a"),
            ("\\u0068ost=\\u0061", "a"), ("host=a\\\n   b", "ab"), ("host=a\\\r\n\tb\r\nc=d", "ab"),
            ("host\\\n  =a", "a"), ("host=a\\\\\nb=c", "a\\"), ("host=a\\", "a"), ("host=a\\\n", "a"),
            ("host=a\\\n\nhost2=b", "a"), ("host=a\rport=1", "a"), ("#x\\\nhost=a", "a"), ("  ! host=b\nhost=a", "a"),
            ("host=a\\\n#b", "a#b"), ("\\\n\n#host=b\nhost=a", "a"), ("host=a#b!c", "a#b!c"),
            ("host=a\\tb\\nc\\rd\\fe\\qf\\:g", "a\tb\nc\rd\u{0C}eqf:g"), ("host=a\nhost=b", "b"),
            ("host=\\ a", " a"), ("host=\\uD83D\\uDE00", "\u{1F600}"),
        ])
    func readsAsJava(file: String, value: String) {
        #expect(text(file)["host"] == value, "\(file)")
        #expect(string(text(file)) == file)
    }

    @Test("a key may hold separators and blanks behind backslashes")
    func escapedKeys() {
        let file = text("a\\ b\\=c\\:d=1\n")
        #expect(file["a b=c:d"] == "1")
        var changed = text("")
        changed.set("a b=c", to: "1")
        #expect(string(changed) == "a\\ b\\=c=1\n")
    }

    @Test("bytes beyond ASCII are ISO 8859-1, and what that has not is written in UTF-16")
    func latin1() {
        #expect(PropertiesText(Array("host=".utf8) + [0xE9])["host"] == "\u{E9}")
        var file = text("host=a\n")
        file.set("host", to: "\u{E9}\u{1F600}\u{1}")
        #expect(string(file) == "host=\\u00E9\\uD83D\\uDE00\\u0001\n")
        #expect(file["host"] == "\u{E9}\u{1F600}\u{1}")
    }

    @Test("CS-41: IPv6 addresses are stored with their colons behind backslashes, and read with and without")
    func ipv6() {
        var file = text("host=x\n")
        file.set("host", to: "2001:db8::2,2001:db8::1@roundrobin")
        #expect(string(file) == "host=2001\\:db8\\:\\:2,2001\\:db8\\:\\:1@roundrobin\n")
        #expect(text(string(file))["host"] == "2001:db8::2,2001:db8::1@roundrobin")
        #expect(text("host=2001:db8::2")["host"] == "2001:db8::2")
    }

    @Test(
        "a changed value leaves everything around it as it was",
        arguments: [
            ("# c\n\n  host : a  \nport=1\n", "# c\n\n  host : new\nport=1\n"),
            ("host=a\\\n   b\nport=1", "host=new\nport=1"), ("host\n", "host=new\n"), ("host", "host=new"),
            ("host \n", "host new\n"), ("host=a\r\nport=1\r\n", "host=new\r\nport=1\r\n"),
            ("host=a\nhost=b\n", "host=a\nhost=new\n"), ("host=a\\", "host=new"), ("host\\", "host=new"),
            ("host=\\\n\nport=1", "host=new\nport=1"), ("host=\n", "host=new\n"),
        ])
    func changes(before: String, after: String) {
        var file = text(before)
        file.set("host", to: "new")
        #expect(string(file) == after)
    }

    @Test(
        "a missing key is put at the end, with the file's own line ends",
        arguments: [
            ("", "host=new\n"), ("port=1\n", "port=1\nhost=new\n"), ("port=1", "port=1\nhost=new\n"),
            ("port=1\r\n", "port=1\r\nhost=new\r\n"), ("a=1\r\nport=1", "a=1\r\nport=1\r\nhost=new\r\n"),
            ("port=1\\", "port=1\\\n\nhost=new\n"), ("port=1\\\n", "port=1\\\n\nhost=new\n"),
            ("# c\\", "# c\\\nhost=new\n"), ("   ", "   \nhost=new\n"),
        ])
    func appends(before: String, after: String) {
        var file = text(before)
        file.set("host", to: "new")
        #expect(string(file) == after)
        #expect(text(after)["host"] == "new")
        #expect(text(after)["port"] == text(before)["port"])
    }

    @Test("a key that is taken out goes from all its lines, and nothing else does")
    func removes() {
        var file = text("host=a\n# c\nport=1\nhost \\\n b\n\nlast=1")
        file.remove("host")
        #expect(string(file) == "# c\nport=1\n\nlast=1")
    }

    @Test("the same value is no change, however it is spelt")
    func sameValue() {
        let before = text("host = 2001\\:db8\\:\\:1,\\\n   b\n")
        var after = before
        after.set("host", to: "2001:db8::1,b")
        #expect(after == before)
    }

    @Test("a \\u escape without four digits is told, and is nobody's value")
    func malformed() {
        let file = text("host=\\u12x4\nport=1\n")
        #expect(file.isMalformed)
        #expect(file["host"] == nil)
        #expect(file["port"] == "1")
        #expect(!text("host=\\u1234").isMalformed)
    }

    @Test("a hundred thousand lines are read, and every value comes back")
    func large() {
        let file = text(String(repeating: "a=b\n", count: 100_000) + "host=x")
        #expect(file["host"] == "x")
        #expect(file.values(of: "a").count == 100_000)
    }

    @Test("any text written is read back the same, among any other lines")
    func roundTrip() {
        var chance = SeededGenerator(seed: 41)
        let letters = Array("ab=:#! \\\t\n\r\u{0C}\u{E9}\u{20AC}\u{1F600}u0")
        for _ in 0..<3_000 {
            func random(_ most: Int) -> String {
                String(
                    (0..<Int.random(in: 0...most, using: &chance)).compactMap { _ in
                        letters.randomElement(using: &chance)
                    })
            }
            let around = Array(random(30).utf8)
            let (key, value) = (random(4), random(12))
            var file = PropertiesText(around)
            #expect(file.bytes == around)
            file.set(key, to: value)
            #expect(PropertiesText(file.bytes)[key] == value, "\(around) \(key.debugDescription)")
        }
    }
}
