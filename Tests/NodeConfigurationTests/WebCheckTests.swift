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
