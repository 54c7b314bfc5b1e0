import Addresses
import Deadlines
import Glibc
import HealthChecker
import HealthProbes
import Polling
import Synchronization
import Testing

/// A server that holds its connections until it is told to let them go.
private final class HoldingServer: Sendable {
    private final class Round: Sendable {
        let number = Atomic(0)
        let isLast = Atomic(false)
    }

    let server: LoopbackServer
    private let round = Round()

    init(port: UInt16 = 0) throws {
        server = try LoopbackServer(port: port) { [round] connection in
            let number = round.number.load(ordering: .relaxed)
            var interest = pollfd(fd: connection, events: Int16(POLLIN), revents: 0)
            while round.number.load(ordering: .relaxed) == number, !round.isLast.load(ordering: .relaxed),
                poll(&interest, 1, 2) == 0
            {}
        }
    }

    var endpoint: Endpoint { server.endpoint }

    /// Closes its connections and goes on listening; one that it has not come to take yet stays.
    func letGo() {
        round.number.add(1, ordering: .relaxed)
    }

    /// What a process that dies does.
    func die() {
        server.stop()
        round.isLast.store(true, ordering: .relaxed)
    }
}

@Suite("Kept connections against real sockets", .timeLimit(.minutes(2)))
struct KeptConnectionProbeTests {
    private func check(
        _ target: Endpoint, retry: Int = 0, checkRetry: Int = 1, delayLoop: Nanoseconds = .seconds(60),
        delayBeforeRetry: Nanoseconds = .seconds(60), origin: CheckOrigin = .any
    ) -> CheckSpecification {
        CheckSpecification(
            key: CheckKey(service: "TCP 192.0.2.1:80", realServer: target.description, ordinal: 0), kind: .tcp,
            target: target, origin: origin,
            timing: CheckTiming(
                delayLoop: delayLoop, connectTimeout: .seconds(20), delayBeforeRetry: delayBeforeRetry, warmup: .zero,
                retry: checkRetry, alpha: false),
            kept: KeptConnectionRule(retry: retry, mostFastRemovals: 1))
    }

    /// Starts a check whose server is up and whose connection is kept.
    private func bench(_ specification: CheckSpecification) async throws -> Bench {
        let bench = try Bench()
        bench.loop.configure([specification])
        #expect(try await bench.snapshot { $0.kept == .open }.state == .up)
        return bench
    }

    @Test("a server that dies is down long before its next check, and says that it went fast")
    func death() async throws {
        let server = try HoldingServer()
        let bench = try await bench(check(server.endpoint))
        var notices = bench.notices.makeAsyncIterator()
        #expect(await notices.next()?.verdict == .up)
        let death = MonotonicClock.now
        server.die()
        let notice = try #require(await notices.next())
        #expect(notice.verdict == .down)
        #expect(notice.isFast)
        #expect(notice.reason == "connection refused")
        #expect(notice.at - death < .seconds(5))
        #expect(await bench.loop.snapshot().first?.kept == .closed)
        await bench.loop.stop()
    }

    @Test("a removal that is not granted is taken back, and the check goes on by its own retry")
    func takenBack() async throws {
        let server = try HoldingServer()
        let bench = try await bench(check(server.endpoint, delayBeforeRetry: .milliseconds(300)))
        var notices = bench.notices.makeAsyncIterator()
        let up = try #require(await notices.next())
        server.die()
        let fast = try #require(await notices.next())
        bench.loop.takeBack([up])
        #expect(await bench.loop.snapshot().first?.state == .down)
        bench.loop.takeBack([fast])
        let snapshot = try #require(await bench.loop.snapshot().first)
        #expect(snapshot.state == .up)
        #expect(snapshot.attempt == 1)
        let down = try #require(await notices.next())
        #expect(down.verdict == .down)
        #expect(!down.isFast)
        #expect(down.at - fast.at >= .milliseconds(300))
        await bench.loop.stop()
    }

    @Test("a restart within the retry is not told, and a connection is kept again")
    func restart() async throws {
        let server = try HoldingServer()
        let specification = check(server.endpoint, retry: 1, delayBeforeRetry: .milliseconds(500))
        let bench = try await bench(specification)
        server.die()
        _ = try await bench.snapshot { $0.attempt == 1 }
        let successor = try HoldingServer(port: server.endpoint.port)
        #expect(try await bench.snapshot { $0.kept == .open && $0.attempt == 0 }.state == .up)
        let verdicts = bench.notices
        await bench.loop.stop()
        successor.die()
        var notices = verdicts.makeAsyncIterator()
        #expect(await notices.next()?.verdict == .up)
        bench.endNotices()
        #expect(await notices.next() == nil)
    }

    @Test("a check with a port of its own goes on beside the connection that is kept")
    func ownPort() async throws {
        let server = try HoldingServer()
        let (descriptor, own) = try LoopbackServer.boundSocket()
        close(descriptor)
        let bench = try await bench(
            check(server.endpoint, delayLoop: .milliseconds(50), origin: CheckOrigin(port: own.port)))
        let opened = MonotonicClock.now
        let later = try await bench.snapshot { $0.lastResult.map { $0.at > opened + .milliseconds(500) } == true }
        #expect(later.lastResult?.text == "connected")
        #expect(later.kept == .open)
        await bench.loop.stop()
    }

    @Test("a fast removal that stands is told again by a reload as one that nobody need consent to")
    func toldAgain() async throws {
        let server = try HoldingServer()
        let specification = check(server.endpoint)
        let bench = try await bench(specification)
        var notices = bench.notices.makeAsyncIterator()
        let up = try #require(await notices.next())
        server.die()
        let fast = try #require(await notices.next())
        #expect(fast.isFast)
        bench.loop.configure([specification])
        let again = try #require(await notices.next())
        #expect(again == fast.granted)
        #expect(!again.isFast)
        // Whoever refused it before that took it by the second word.
        bench.loop.takeBack([fast])
        #expect(await notices.next() == up)
        #expect(await bench.loop.snapshot().first?.state == .up)
        await bench.loop.stop()
    }

    @Test("a server that closes idle connections stays up and is left in peace after the second one")
    func leftInPeace() async throws {
        let server = try HoldingServer()
        let bench = try await bench(check(server.endpoint))
        let snapshot = try await bench.snapshot { snapshot in
            if snapshot.kept == .open { server.letGo() }
            return snapshot.kept == .leftInPeace
        }
        // Two connections that were kept; the first check, and two after the end of each.
        #expect(server.server.accepted >= 6)
        #expect(snapshot.state == .up)
        // A reload leaves it so, but for other words in its block.
        bench.loop.configure([check(server.endpoint, delayLoop: .milliseconds(50))])
        #expect(await bench.loop.snapshot().map(\.kept) == [.leftInPeace])
        bench.loop.configure([check(server.endpoint, retry: 5, delayLoop: .milliseconds(50))])
        _ = try await bench.snapshot { $0.kept == .open }
        await bench.loop.stop()
    }

    @Test("a check that is removed, or keeps no connection any more, closes it")
    func removed() async throws {
        let server = try HoldingServer()
        let specification = check(server.endpoint)
        let bench = try await bench(specification)
        while server.server.open != 1 { try await Task.sleep(for: .milliseconds(5)) }
        bench.loop.configure([
            CheckSpecification(
                key: specification.key, kind: .tcp, target: specification.target, timing: specification.timing)
        ])
        #expect(await bench.loop.snapshot().map(\.kept) == [nil])
        while server.server.open > 0 { try await Task.sleep(for: .milliseconds(5)) }
        bench.loop.configure([specification])
        _ = try await bench.snapshot { $0.kept == .closed }
        bench.loop.configure([check(server.endpoint, delayLoop: .milliseconds(50))])
        _ = try await bench.snapshot { $0.kept == .open }
        bench.loop.configure([])
        while server.server.open > 0 { try await Task.sleep(for: .milliseconds(5)) }
        await bench.loop.stop()
    }
}
