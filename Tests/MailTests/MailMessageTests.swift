import Mail
import Testing

@Suite("The text of a mail")
struct MailMessageTests {
    private func lines(
        from sender: String = "lvs@x", to recipients: [String] = ["a@x"], _ subject: String = "s", _ body: String = "b",
        identifier: String = "1.2@x"
    ) throws -> [String] {
        let message = MailMessage(
            from: try #require(MailAddress(sender)), to: recipients.compactMap { MailAddress($0) },
            subject: subject, body: body, at: 1_795_312_264, identifier: identifier)
        let text = String(decoding: message.data, as: UTF8.self)
        // Every line feed belongs to a CRLF, and no line is too long (RFC 5321, section 4.5.3.1.6).
        let bytes = message.data
        for (index, byte) in bytes.enumerated() where byte == 0x0A { #expect(index > 0 && bytes[index - 1] == 0x0D) }
        let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).map(String.init)
        #expect(lines.allSatisfy { $0.utf8.count <= 998 })
        #expect(lines.suffix(2) == [".", ""])
        #expect(lines.dropLast(2).allSatisfy { $0 != "." })
        return lines.dropLast(2)
    }

    @Test("headers and body")
    func whole() throws {
        #expect(
            try lines(from: "LVS <lvs@x>", to: ["a@x", "B C <b@x>"], "[lb1] Realserver - DOWN", "one\ntwo") == [
                "Date: Sun, 22 Nov 2026 01:51:04 +0000", "From: LVS <lvs@x>", "To: a@x,", " B C <b@x>",
                "Subject: [lb1] Realserver - DOWN", "Message-ID: <1.2@x>", "X-Mailer: swiftlvsd",
                "Auto-Submitted: auto-generated", "MIME-Version: 1.0", "Content-Type: text/plain; charset=utf-8", "",
                "one", "two",
            ])
    }

    @Test(
        "a text from outside adds no header and ends no mail",
        arguments: [
            "x\r\nBcc: evil@x", "x\nBcc: evil@x", "x\rBcc: evil@x", "x\u{0}\u{85}Bcc: evil@x", "x\u{2028}Bcc: evil@x",
            "x\r\n.\r\nMAIL FROM:<evil@x>", "\r\n\r\nbody",
        ])
    func injection(text: String) throws {
        let lines = try lines(text, text, identifier: text)
        let end = try #require(lines.firstIndex(of: ""))
        let names = lines[..<end].filter { !$0.hasPrefix(" ") }.map { $0.prefix { $0 != ":" } }
        #expect(
            names == [
                "Date", "From", "To", "Subject", "Message-ID", "X-Mailer", "Auto-Submitted", "MIME-Version",
                "Content-Type",
            ] || names.last == "Content-Transfer-Encoding")
        #expect(names.count(where: { $0 == "Subject" }) == 1 && !names.contains("Bcc"))
    }

    @Test("lines that begin with a dot get another one")
    func dots() throws {
        #expect(try lines("s", ".\n..x\ny.").suffix(3) == ["..", "...x", "y."])
    }

    @Test("text beyond ASCII, and lines that are too long, are encoded; long subjects and bodies are cut")
    func encoded() throws {
        let foreign = try lines("Größe", "Größe")
        #expect(foreign.contains("Subject: =?UTF-8?B?R3LDtsOfZQ==?="))
        #expect(foreign.contains("Content-Transfer-Encoding: base64"))
        #expect(foreign.last == "R3LDtsOfZQ==")
        let long = try lines(String(repeating: "x", count: 5_000), String(repeating: "y", count: 50_000))
        #expect(long.contains { $0.hasPrefix("Subject: ") && $0.utf8.count < 420 })
        #expect(long.reduce(0) { $0 + $1.utf8.count } < 24_000)
        let wide = try lines(String(repeating: "ß", count: 300))
        #expect(wide.filter { $0.contains("=?UTF-8?B?") }.allSatisfy { $0.utf8.count <= 85 })
    }

    @Test(
        "names with special characters stand in quotes",
        arguments: [
            ("Ops, Night <a@x>", "\"Ops, Night\" <a@x>"), ("\"Ops\" <a@x>", "\"Ops\" <a@x>"),
            ("LVS (lb1) <a@x>", "\"LVS (lb1)\" <a@x>"), ("<a@x>", "a@x"),
            ("Jürgen <a@x>", "=?UTF-8?B?SsO8cmdlbg==?= <a@x>"),
        ])
    func names(written: String, header: String) throws {
        #expect(try lines(from: written).contains("From: \(header)"))
    }
}
