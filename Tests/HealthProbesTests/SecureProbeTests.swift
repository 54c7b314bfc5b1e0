import Addresses
import Deadlines
import Glibc
import HealthChecker
import HealthProbes
import Testing

@Suite("SSL_GET and digests against real servers", .timeLimit(.minutes(2)))
struct SecureProbeTests {
    private static let answer = "HTTP/1.0 200 OK\r\nContent-Length: 5\r\n\r\nhello"
    /// MD5 of "hello".
    private static let digest: [UInt8] = [
        0x5D, 0x41, 0x40, 0x2A, 0xBC, 0x4B, 0x2A, 0x76, 0xB9, 0x71, 0x9D, 0x91, 0x10, 0x17, 0xC5, 0x92,
    ]

    private func secure(_ digest: [UInt8]? = nil, _ tls: HTTPCheck.TLS = HTTPCheck.TLS()) -> CheckKind {
        .http(HTTPCheck(urls: [HTTPURL(path: "/", virtualHost: "www.example.org", digest: digest)], tls: tls))
    }

    @Test("a server whose certificate nobody vouches for passes, with a name told and without")
    func passes() async throws {
        let server = try await SecureServer.start(Self.answer)
        for tls in [HTTPCheck.TLS(), HTTPCheck.TLS(isNamed: true), HTTPCheck.TLS(isNamed: true, name: "a.example")] {
            let notice = try await Bench.firstNotice(Bench.check(server.endpoint, secure(nil, tls)))
            #expect(notice?.reason == "GET /: status 200")
        }
        try await server.stop()
    }

    @Test("with tls_verify a certificate counts that the SSL block's authority vouches for, for the name that is told")
    func verifies() async throws {
        let server = try await SecureServer.start(Self.answer)
        let verified = HTTPCheck.TLS(isVerified: true)
        let trusted = TLSFiles(authorities: SecureServer.certificate)
        let vouched = try await Bench.firstNotice(Bench.check(server.endpoint, secure(nil, verified)), tls: trusted)
        #expect(vouched?.reason == "GET /: status 200")
        let unknown = try await Bench.firstNotice(Bench.check(server.endpoint, secure(nil, verified)))
        #expect(unknown?.verdict == .down)
        #expect(
            unknown?.reason
                == """
                GET /: TLS: its certificate is refused: none of the authorities that this host trusts vouches for it
                """)
        try await server.stop()
        // The certificate has the address of the one above, which would do, too.
        let elsewhere = try await SecureServer.start(Self.answer, at: IPv4Address(127, 0, 0, 2))
        let named = HTTPCheck.TLS(isNamed: true, name: "elsewhere.example.org", isVerified: true)
        let other = try await Bench.firstNotice(Bench.check(elsewhere.endpoint, secure(nil, named)), tls: trusted)
        #expect(other?.reason == "GET /: TLS: its certificate is for another name")
        try await elsewhere.stop()
    }

    @Test("a certificate and a key of ours that do not belong together say nothing about any server")
    func ownFilesThatDiffer() async throws {
        let server = try await SecureServer.start(Self.answer)
        func files(_ key: String) -> TLSFiles {
            let path = "\(SecureServer.fixtures)/\(key)"
            return TLSFiles(own: TLSFiles.Pair(certificate: SecureServer.certificate, key: path, password: nil))
        }
        #expect(TLSFiles().fault == nil)
        #expect(files("server.key").fault == nil)
        #expect(files("none.key").fault?.contains("none.key, which the SSL block names, cannot be used") == true)
        #expect(files("other.key").fault?.contains("cannot be used together") == true)
        let bench = try Bench()
        bench.loop.configure([Bench.check(server.endpoint, secure())], tls: files("other.key"))
        let unmade = try await bench.snapshot { $0.lastResult != nil }
        #expect(unmade.state == .unknown)
        #expect(unmade.lastResult?.text.hasPrefix("GET /: not checked: ") == true)
        bench.loop.configure([Bench.check(server.endpoint, secure())], tls: files("server.key"))
        #expect(await bench.next()?.verdict == .up)
        await bench.loop.stop()
        try await server.stop()
    }

    @Test("a certificate that has expired is called so, and passes where none is looked at")
    func expired() async throws {
        let server = try await SecureServer.start(Self.answer, certificate: "expired.pem")
        let trusted = TLSFiles(authorities: "\(SecureServer.fixtures)/expired.pem")
        let verified = secure(nil, HTTPCheck.TLS(isVerified: true))
        let refused = try await Bench.firstNotice(Bench.check(server.endpoint, verified), tls: trusted)
        #expect(refused?.reason == "GET /: TLS: its certificate has expired")
        #expect(try await Bench.firstNotice(Bench.check(server.endpoint, secure()))?.verdict == .up)
        try await server.stop()
    }

    @Test("an address as a virtual host is no name to tell")
    func addressAsName() async throws {
        let server = try await SecureServer.start(Self.answer)
        let named = HTTPCheck.TLS(isNamed: true, name: "192.0.2.1")
        #expect(try await Bench.firstNotice(Bench.check(server.endpoint, secure(nil, named)))?.verdict == .up)
        try await server.stop()
    }

    @Test("the body has the digest that is asked for")
    func digests() async throws {
        let server = try await SecureServer.start(Self.answer)
        #expect(try await Bench.firstNotice(Bench.check(server.endpoint, secure(Self.digest)))?.verdict == .up)
        let other = try await Bench.firstNotice(Bench.check(server.endpoint, secure([UInt8](repeating: 0, count: 16))))
        #expect(other?.verdict == .down)
        #expect(other?.reason == "GET /: status 200, but the body's digest is 5d41402abc4b2a76b9719d911017c592")
        try await server.stop()
    }

    @Test("a server that speaks no TLS, or says nothing, is down for that reason")
    func noTLS() async throws {
        let plain = try LoopbackServer { connection in
            let text = "SSH-2.0-OpenSSH_9.2\r\n"
            _ = send(connection, text, text.utf8.count, Int32(MSG_NOSIGNAL))
            usleep(200_000)
        }
        #expect(
            try await Bench.firstNotice(Bench.check(plain.endpoint, secure()))?.reason.hasPrefix("GET /: TLS: ") == true
        )
        let silent = try LoopbackServer(serve: Serving.silence)
        let notice = try await Bench.firstNotice(
            Bench.check(silent.endpoint, secure(), timeout: .milliseconds(300)))
        #expect(notice?.verdict == .down)
    }
}
