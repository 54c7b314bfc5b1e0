import Deadlines
import NodeConfiguration
import Testing

@Suite("SMTP_CHECK, DNS_CHECK, UDP_CHECK and PING_CHECK")
struct ConversationCheckTests {
    private func check(_ text: String) throws -> Check {
        let text = service("delay_loop 7", servers: "real_server 10.0.0.1 8080 {\n\(text)\n}")
        return try #require(configuration(text).virtualServers.first?.realServers.first?.checks.first)
    }

    private func problem(_ text: String) -> String? {
        read(service("", servers: "real_server 10.0.0.1 8080 {\n\(text)\n}")).diagnostics.first?.message
    }

    @Test("each has keepalived's defaults")
    func defaults() throws {
        #expect(try check("SMTP_CHECK {\n}").kind == .smtp(heloName: "smtpchecker.keepalived.org"))
        let dns = try check("DNS_CHECK {\n}")
        #expect(dns.kind == .dns(DNSCheckSettings(type: .soa, name: ".")))
        #expect(dns.retry == 3 && dns.delayBeforeRetry == .seconds(7))
        let udp = try check("UDP_CHECK {\n}")
        #expect(udp.kind == .udp(UDPCheckSettings(payload: nil, requiresReply: false, reply: nil, lengths: 0...255)))
        #expect(udp.retry == 1 && udp.delayBeforeRetry == .seconds(1))
        #expect(try check("PING_CHECK {\n}").kind == .ping)
    }

    @Test("a DNS_CHECK's type is read in any case")
    func types() throws {
        #expect(
            try check("DNS_CHECK {\ntype aaaa\nname example.org\n}").kind
                == .dns(DNSCheckSettings(type: .aaaa, name: "example.org")))
    }

    @Test("bytes are joined from words, a single digit being one, and x is any digit of a reply")
    func bytes() throws {
        let kind = try check("UDP_CHECK {\npayload 0102 a 0B\nrequire_reply 1x xF\n}").kind
        guard case .udp(let settings) = kind else { throw NotUDP() }
        #expect(settings.payload == [1, 2, 10, 11])
        #expect(settings.requiresReply)
        #expect(settings.reply?.values == [0x10, 0x0F])
        #expect(settings.reply?.masks == [0xF0, 0x0F])
    }

    private struct NotUDP: Error {}

    @Test(
        "what cannot be sent or asked for is named",
        arguments: [
            ("UDP_CHECK {\npayload 0g\n}", "'payload' takes bytes as hexadecimal digits, not '0g'"),
            ("UDP_CHECK {\npayload 0x\n}", "'payload' takes bytes as hexadecimal digits, not '0x'"),
            ("UDP_CHECK {\nmin_reply_length 9\nmax_reply_length 8\n}", "no reply has at least 9 bytes and at most 8"),
            ("DNS_CHECK {\nname a..b\n}", "'name' takes a domain's name, or . for the root, not 'a..b'"),
        ])
    func refused(text: String, message: String) {
        #expect(problem(text) == message)
    }
}
