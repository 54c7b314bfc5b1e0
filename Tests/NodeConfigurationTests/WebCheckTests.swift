import NodeConfiguration
import Testing

@Suite("SSL_GET, digests and fast_recovery")
struct WebCheckTests {
    private func settings(_ text: String) throws -> HTTPCheckSettings {
        let text = service("", servers: "real_server 10.0.0.1 443 {\n\(text)\n}")
        let check = try #require(configuration(text).virtualServers.first?.realServers.first?.checks.first)
        guard case .http(let settings) = check.kind else { throw NotWeb() }
        return settings
    }

    private struct NotWeb: Error {}

    @Test("HTTP_GET has no TLS, and SSL_GET tells no name unless it is told to")
    func tls() throws {
        let url = "url {\npath /\n}\n"
        #expect(try settings("HTTP_GET {\n\(url)}").tls == nil)
        #expect(try settings("SSL_GET {\n\(url)}").tls == HTTPCheckSettings.TLS())
        #expect(try settings("SSL_GET {\n\(url)enable_sni\n}").tls == HTTPCheckSettings.TLS(isNamed: true))
        #expect(
            try settings("SSL_GET {\n\(url)sni_name a\ntls_compliant\n}").tls
                == HTTPCheckSettings.TLS(isNamed: true, name: "a", isCompliant: true))
        #expect(try settings("SSL_GET {\n\(url)tls_verify\n}").tls == HTTPCheckSettings.TLS(isVerified: true))
        #expect(try settings("SSL_GET {\n\(url)fast_recovery\n}").fastRecovery)
    }

    @Test("the SSL block says what SSL_GET trusts and shows; a certificate needs its key, and there is one such block")
    func files() {
        let all = "SSL {\nca /a.pem\ncertificate /c.pem\nkey /k.pem\npassword \"a b\"\n}\n"
        #expect(
            configuration(all).tls
                == TLSSettings(
                    authorityFile: "/a.pem", certificateFile: "/c.pem", keyFile: "/k.pem", password: "a b"))
        #expect(configuration("SSL {\nca /a.pem\n}\n").tls == TLSSettings(authorityFile: "/a.pem"))
        #expect(configuration("").tls == nil)
        #expect(read("SSL {\ncertificate /c.pem\n}\n").diagnostics.map(\.message) == ["'certificate' needs 'key'"])
        #expect(
            read("SSL {\n}\nSSL {\n}\n").diagnostics.first?.message.hasPrefix("there is one SSL block") == true)
    }

    @Test("no message shows the password of a key")
    func passwordIsHidden() {
        let outcome = read("SSL {\npassword secret words\nkey\n}\n")
        #expect(!outcome.diagnostics.isEmpty)
        #expect(outcome.diagnostics.allSatisfy { !"\($0)".contains("words") })
    }

    @Test("a digest is 32 hexadecimal digits")
    func digest() throws {
        let url = "HTTP_GET {\nurl {\npath /\ndigest 0123456789ABCDEF0123456789abcdef\n}\n}"
        let bytes: [UInt8] = [0x01, 0x23, 0x45, 0x67, 0x89, 0xAB, 0xCD, 0xEF]
        #expect(try settings(url).urls.first?.digest == bytes + bytes)
        let short = service("", servers: "real_server 10.0.0.1 80 {\nHTTP_GET {\nurl {\npath /\ndigest 01\n}\n}\n}")
        #expect(
            read(short).diagnostics.first?.message == "'digest' takes an MD5 digest of 32 hexadecimal digits, not '01'")
    }
}

@Suite("Patterns that bodies must match")
struct BodyPatternKeywordTests {
    private func text(_ lines: String) -> String {
        service("", servers: "real_server 10.0.0.1 80 {\nHTTP_GET {\nurl {\npath /\n\(lines)\n}\n}\n}")
    }

    private func pattern(of outcome: ParseOutcome) -> BodyPatternSettings? {
        let check = outcome.configuration.virtualServers.first?.realServers.first?.checks.first
        guard case .http(let settings) = check?.kind else { return nil }
        return settings.urls.first?.pattern
    }

    private func texts(_ lines: String) -> (pattern: String?, messages: [String]) {
        let outcome = read(text(lines))
        return (
            pattern(of: outcome).map { String(decoding: $0.pattern, as: UTF8.self) }, outcome.diagnostics.map(\.message)
        )
    }

    @Test("rules 1.8 and 1.9: quotes and escapes are done before PCRE2 sees the pattern")
    func words() {
        #expect(texts("regex hello") == ("hello", []))
        #expect(texts(#"regex "a b""#) == ("a b", []))
        #expect(texts(#"regex "a\\d+ \"x\"""#) == (#"a\d+ "x""#, []))
        #expect(texts(#"regex "a\tb\x41\101""#) == ("a\tbAA", []))
        #expect(texts("regex a b").messages == ["'b' is too much for 'regex': a pattern with blanks stands in quotes"])
        #expect(texts("regex").messages == ["'regex' needs a pattern"])
    }

    @Test("a backslash that keepalived takes off is told, for the pattern means something else then")
    func escapes() {
        let digit = texts(#"regex "a\d""#)
        #expect(digit.pattern == "ad")
        #expect(
            digit.messages == [
                #"the pattern gets 'd' for '\d', as in keepalived: write '\\d' where the backslash is the pattern's"#
            ])
        #expect(texts(#"regex "\\d\\.\\b""#).messages == [])
        #expect(texts(#"regex "\bword""#).messages.first?.contains("a backspace") == true)
    }

    @Test("all keywords of a pattern")
    func keywords() {
        let outcome = read(
            text(
                "regex x\nregex_no_match\nregex_options caseless utf\nregex_options caseless\nregex_min_offset 3\nregex_max_offset 9"
            ))
        #expect(outcome.diagnostics == [])
        #expect(
            pattern(of: outcome)
                == BodyPatternSettings(
                    pattern: [0x78], options: ["caseless", "utf"], leastOffset: 3, mostOffset: 9, isUnwanted: true))
    }

    @Test("what cannot work is said")
    func mistakes() {
        #expect(
            texts("regex_min_offset 3").messages == ["the keywords of a pattern have no effect without 'regex'"])
        #expect(
            texts("regex x\nregex_min_offset 3\nregex_max_offset 2").messages
                == ["no match begins from byte 3 on and up to byte 2"])
        #expect(
            texts("regex x\nregex_min_offset 1048576").messages
                == ["only the first 1048576 bytes of a body are looked at"])
        #expect(read(text("regex x\nregex_options caselss")).diagnostics.first?.suggestion == "caseless")
    }

    @Test("a text that is no pattern is an error at its place, with what stands before the fault")
    func fault() {
        let judgement = OutsideJudgement(ofPattern: { settings in
            settings.pattern == Array("ab(c".utf8) ? (4, "missing closing parenthesis") : nil
        })
        var none = NoIncludedFiles()
        let outcome = ConfigurationReader.read(
            SourceText(name: "test.conf", text: text("regex ab(c")), in: ReadingEnvironment(judgement: judgement),
            including: &none)
        #expect(
            outcome.diagnostics.map(\.description) == [
                "test.conf:10:7: error: this is no pattern: missing closing parenthesis, behind 'ab(c'"
            ])
    }
}
