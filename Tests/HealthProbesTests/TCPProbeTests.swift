import Addresses
import Deadlines
import Glibc
import HealthChecker
import HealthProbes
import Polling
import Testing

@Suite("TCP_CHECK against real sockets", .timeLimit(.minutes(2)))
struct TCPProbeTests {
    @Test("a server that accepts is up, whether it then closes or stays silent")
    func accepts() async throws {
        for serving in [Serving.nothing, Serving.silence] {
            let server = try LoopbackServer(serve: serving)
            let notice = try await Bench.firstNotice(Bench.check(server.endpoint))
            #expect(notice?.verdict == .up)
            #expect(notice?.reason == "connected")
        }
    }

    @Test("a port where nobody listens is down: connection refused")
    func refused() async throws {
        let (descriptor, endpoint) = try LoopbackServer.boundSocket()
        defer { close(descriptor) }
        let notice = try await Bench.firstNotice(Bench.check(endpoint, retry: 3))
        #expect(notice?.verdict == .down)
        #expect(notice?.reason == "connection refused")
    }

    @Test("F36: a host that swallows connections costs its own timeout and no more")
    func blackHole() async throws {
        let (descriptor, endpoint) = try LoopbackServer.boundSocket()
        defer { close(descriptor) }
        // A full queue of connections that nobody accepts makes the kernel drop what follows.
        #expect(listen(descriptor, 0) == 0)
        let filler = try Bench()
        let server = try LoopbackServer(serve: Serving.nothing)
        filler.loop.configure([
            Bench.check(endpoint, timeout: .milliseconds(300)), Bench.check(server.endpoint),
        ])
        // The first connections fill the queue and pass; the neighbour goes on meanwhile.
        var verdicts: [String: [Verdict]] = [:]
        for await notice in filler.notices {
            verdicts[notice.key.realServer, default: []].append(notice.verdict)
            if notice.key.realServer == endpoint.description, notice.verdict == .down {
                #expect(notice.reason == "no answer within 0.3 s")
                break
            }
        }
        #expect(verdicts[server.endpoint.description] == [.up])
        let accepted = server.accepted
        while server.accepted < accepted + 10 { try await Task.sleep(for: .milliseconds(5)) }
        await filler.loop.stop()
    }

    @Test("bindto: the connection comes from that address")
    func bindTo() async throws {
        let peers = Record()
        let server = try LoopbackServer { peers.append(Serving.peer(of: $0)) }
        let notice = try await Bench.firstNotice(Bench.check(server.endpoint, bindTo: IPAddress("127.0.0.9")))
        #expect(notice?.verdict == .up)
        while peers.all.isEmpty { try await Task.sleep(for: .milliseconds(5)) }
        #expect(peers.all.allSatisfy { $0 == "127.0.0.9" })
    }

    @Test("F33: a source address of another host is told as such and is no verdict on the server")
    func foreignSource() async throws {
        let server = try LoopbackServer(serve: Serving.nothing)
        let bench = try Bench()
        bench.loop.configure([Bench.check(server.endpoint, bindTo: IPAddress("192.0.2.77"))])
        let snapshot = try await bench.snapshot { $0.lastResult != nil }
        #expect(snapshot.state == .unknown)
        let text = "not checked: no local port is left, or the source address is not one of this host's"
        #expect(snapshot.lastResult?.text.hasPrefix(text) == true)
        await bench.loop.stop()
        #expect(server.accepted == 0)
    }

    @Test("S6: after hundreds of attempts every connection is closed")
    func noLeaks() async throws {
        let server = try LoopbackServer(serve: Serving.silence)
        let bench = try Bench()
        bench.loop.configure([Bench.check(server.endpoint, delayLoop: .milliseconds(1))])
        while server.accepted < 300 { try await Task.sleep(for: .milliseconds(5)) }
        await bench.loop.stop()
        while server.open > 0 { try await Task.sleep(for: .milliseconds(5)) }
    }
}
