import Addresses
import Deadlines
import Glibc
import HealthChecker
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
