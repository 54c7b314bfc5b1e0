import Addresses
import Deadlines
import Glibc
import HealthChecker
import HealthProbes
import Testing

@Suite("HTTP_GET against real sockets", .timeLimit(.minutes(2)))
struct HTTPProbeTests {
    /// The first notice of a check of `/` against a server that serves in this way.
    private func notice(
        timeout: Nanoseconds = .seconds(20), _ serving: @escaping @Sendable (Int32) -> Void
    ) async throws -> CheckNotice? {
        let server = try LoopbackServer(serve: serving)
        defer { server.stop() }
        return try await Bench.firstNotice(Bench.check(server.endpoint, Bench.http("/"), timeout: timeout))
    }

    @Test("status 200 is up, with or without a content length")
    func ok() async throws {
        for answer in ["HTTP/1.0 200 OK\r\n\r\nhello", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"] {
            let notice = try await notice(Serving.answer(answer))
            #expect(notice?.verdict == .up)
            #expect(notice?.reason == "GET /: status 200")
        }
    }

    @Test("a complete answer is enough; the server need not close")
    func keptOpen() async throws {
        let notice = try await notice(Serving.answerAndKeep("HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"))
        #expect(notice?.verdict == .up)
    }

    @Test("another status is down and named, and a redirect is not followed")
    func otherStatus() async throws {
        let busy = try await notice(Serving.answer("HTTP/1.0 503 Busy\r\n\r\n"))
        #expect(busy?.verdict == .down)
        #expect(busy?.reason == "GET /: status 503, expected 200-299")
        let target = try LoopbackServer(serve: Serving.answer("HTTP/1.0 200 OK\r\n\r\n"))
        let moved = try await notice(
            Serving.answer("HTTP/1.0 302 Found\r\nLocation: http://\(target.endpoint)/\r\n\r\n"))
        #expect(moved?.reason == "GET /: status 302, expected 200-299")
        #expect(target.accepted == 0)
    }

    @Test("garbage is down and named")
    func garbage() async throws {
        let notice = try await notice(Serving.answer("220 mail.example.org ESMTP\r\n"))
        #expect(notice?.verdict == .down)
        #expect(notice?.reason == "GET /: the answer is not HTTP")
    }

    @Test("a server that closes without an answer is down")
    func closes() async throws {
        let notice = try await notice(Serving.answer(""))
        #expect(notice?.verdict == .down)
        #expect(notice?.reason == "GET /: closed the connection without an answer")
    }

    @Test("a server that resets the connection is down")
    func resets() async throws {
        let notice = try await notice(Serving.reset)
        #expect(notice?.verdict == .down)
        #expect(notice?.reason == "GET /: connection reset")
    }

    @Test("a port where nobody listens is down: connection refused")
    func refused() async throws {
        let (descriptor, endpoint) = try LoopbackServer.boundSocket()
        defer { close(descriptor) }
        let notice = try await Bench.firstNotice(Bench.check(endpoint, Bench.http("/")))
        #expect(notice?.reason == "GET /: connection refused")
    }

    @Test("F36: a silent server costs its own timeout")
    func silent() async throws {
        let notice = try await notice(timeout: .milliseconds(200), Serving.silence)
        #expect(notice?.verdict == .down)
        #expect(notice?.reason == "GET /: connected, but no answer within 0.2 s")
    }

    @Test("F36: the timeout covers the whole exchange: a trickle does not extend it")
    func trickle() async throws {
        let status = try await notice(timeout: .milliseconds(300), Serving.endless("HTTP/1.1 ", " ", every: 20_000))
        #expect(status?.reason == "GET /: no complete status line within 0.3 s")
        let body = try await notice(
            timeout: .milliseconds(300), Serving.endless("HTTP/1.1 200 OK\r\n\r\n", "x", every: 20_000))
        #expect(body?.verdict == .down)
        #expect(body?.reason == "GET /: no complete answer within 0.3 s, status 200")
    }

    @Test("S32: endless headers end at the bound")
    func endlessHeaders() async throws {
        let notice = try await notice(Serving.endless("HTTP/1.1 200 OK\r\n", "Header: value\r\n"))
        #expect(notice?.verdict == .down)
        #expect(notice?.reason == "GET /: the answer's headers are longer than 65536 bytes")
    }

    @Test("S32: an endless body is read up to the bound and the status decides")
    func endlessBody() async throws {
        let body = String(repeating: "x", count: 65_536)
        let notice = try await notice(Serving.endless("HTTP/1.1 200 OK\r\n\r\n", body))
        #expect(notice?.verdict == .up)
    }

    @Test("F33: a source address of another host is no verdict on the server")
    func foreignSource() async throws {
        let server = try LoopbackServer(serve: Serving.nothing)
        let bench = try Bench()
        bench.loop.configure([Bench.check(server.endpoint, Bench.http("/"), bindTo: IPAddress("192.0.2.77"))])
        let snapshot = try await bench.snapshot { $0.lastResult != nil }
        #expect(snapshot.state == .unknown)
        #expect(snapshot.lastResult?.text.hasPrefix("GET /: not checked: no local port is left") == true)
        await bench.loop.stop()
    }

    @Test("URLs are asked in order over a connection each, from the address that bindto names")
    func severalURLs() async throws {
        let requests = Record()
        let peers = Record()
        let server = try LoopbackServer { connection in
            peers.append(Serving.peer(of: connection))
            requests.append(Serving.readRequest(connection))
            _ = send(connection, "HTTP/1.1 200 OK\r\n\r\n", 19, Int32(MSG_NOSIGNAL))
        }
        let check = Bench.check(
            server.endpoint, Bench.http("/a", "/b", httpProtocol: .http11, virtualHost: "www.example.org"),
            bindTo: IPAddress("127.0.0.9"))
        let notice = try await Bench.firstNotice(check)
        #expect(notice?.verdict == .up)
        #expect(notice?.reason == "GET /b: status 200")
        let rest = " HTTP/1.1\r\nUser-Agent: KeepAliveClient\r\nConnection: close\r\nHost: www.example.org\r\n\r\n"
        #expect(requests.all.prefix(2) == ["GET /a" + rest, "GET /b" + rest])
        #expect(peers.all.allSatisfy { $0 == "127.0.0.9" })
    }

    @Test("S6: after a hundred timeouts every connection is closed")
    func noLeaks() async throws {
        let server = try LoopbackServer(serve: Serving.silence)
        let bench = try Bench()
        bench.loop.configure(
            (0..<10).map {
                Bench.check(
                    server.endpoint, Bench.http("/"), timeout: .milliseconds(20), delayLoop: .milliseconds(1),
                    ordinal: $0)
            })
        while server.accepted < 100 { try await Task.sleep(for: .milliseconds(5)) }
        await bench.loop.stop()
        while server.open > 0 { try await Task.sleep(for: .milliseconds(5)) }
    }

    /// The first notice of a check of `/` whose body must match.
    private func notice(_ pattern: BodyPattern, _ body: String) async throws -> CheckNotice? {
        let server = try LoopbackServer(serve: Serving.answer("HTTP/1.0 200 OK\r\n\r\n" + body))
        defer { server.stop() }
        let kind = CheckKind.http(HTTPCheck(urls: [HTTPURL(path: "/", pattern: pattern)]))
        return try await Bench.firstNotice(Bench.check(server.endpoint, kind))
    }

    @Test("a body passes by what it holds, or must not hold")
    func patterns() async throws {
        let wanted = BodyPattern(Array("state: ok$".utf8))
        let unwanted = BodyPattern(Array("error".utf8), options: [.caseless], isUnwanted: true)
        #expect(try await notice(wanted, "state: ok")?.verdict == .up)
        let failed = try await notice(wanted, "state: ok not")
        #expect(failed?.verdict == .down)
        #expect(failed?.reason == "GET /: status 200, but the body does not match the regex")
        #expect(try await notice(unwanted, "fine")?.verdict == .up)
        #expect(try await notice(unwanted, "an ERROR")?.verdict == .down)
        #expect(try await notice(BodyPattern(Array("(".utf8)), "x")?.verdict == .down)
    }

    @Test(
        "bodies that take long to be looked at hold up no other pattern, and no server that waits for its turn is down")
    func linesOfBodies() async throws {
        let page = "HTTP/1.0 200 OK\r\n\r\n" + String(repeating: "a", count: 1 << 16)
        let server = try LoopbackServer(serve: Serving.answer(page))
        defer { server.stop() }
        func check(_ pattern: String, _ ordinal: Int) -> CheckSpecification {
            let kind = CheckKind.http(HTTPCheck(urls: [HTTPURL(path: "/", pattern: BodyPattern(Array(pattern.utf8)))]))
            return Bench.check(
                server.endpoint, kind, timeout: .milliseconds(1_500), delayLoop: .seconds(60), ordinal: ordinal)
        }
        let bench = try Bench()
        // More than any machine is through with in time.
        let costly = (1...200).map { check("^(a?){50}a{50}(a?){50}b", $0) }
        bench.loop.configure(costly)
        try await Task.sleep(for: .milliseconds(300))
        let quick = check("^aa", 0)
        bench.loop.configure([quick] + costly)
        var snapshots: [CheckSnapshot] = []
        while snapshots.count <= costly.count || snapshots.contains(where: { $0.lastResult == nil }) {
            try await Task.sleep(for: .milliseconds(50))
            snapshots = await bench.loop.snapshot()
        }
        #expect(snapshots.first?.state == .up)
        let texts = snapshots.dropFirst().compactMap(\.lastResult?.text)
        let tooCostly = "GET /: status 200, but the regex takes too many steps on this body"
        let late = "GET /: not checked: other bodies were looked at first within 1.5 s"
        #expect(Set(texts) == [tooCostly, late])
        #expect(snapshots.dropFirst().allSatisfy { ($0.state == .down) == ($0.lastResult?.text == tooCostly) })
        await bench.loop.stop()
    }

    @Test("a pattern that tries everything there is fails its own check and holds up no other")
    func costlyPattern() async throws {
        let answer = "HTTP/1.0 200 OK\r\n\r\n" + String(repeating: "a", count: 1 << 16) + "b"
        let servers = try (LoopbackServer(serve: Serving.answer(answer)), LoopbackServer(serve: Serving.answer(answer)))
        defer {
            servers.0.stop()
            servers.1.stop()
        }
        let costly = HTTPURL(path: "/", pattern: BodyPattern(Array("(a|aa)+$".utf8)))
        let bench = try Bench()
        bench.loop.configure([
            Bench.check(servers.0.endpoint, .http(HTTPCheck(urls: [costly])), delayLoop: .seconds(60)),
            Bench.check(servers.1.endpoint, Bench.http("/"), delayLoop: .seconds(60)),
        ])
        let notices = try [#require(await bench.next()), #require(await bench.next())]
        let failed = try #require(notices.first { $0.verdict == .down })
        #expect(failed.reason == "GET /: status 200, but the regex takes too many steps on this body")
        #expect(notices.contains { $0.verdict == .up })
        await bench.loop.stop()
    }
}
