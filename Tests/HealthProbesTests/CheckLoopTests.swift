import Addresses
import Deadlines
import Glibc
import HealthChecker
import HealthProbes
import Testing

@Suite("The loop that runs checks", .timeLimit(.minutes(2)))
struct CheckLoopTests {
    @Test("a server that goes away is told down, and up when it is back")
    func comesAndGoes() async throws {
        let first = try LoopbackServer(serve: Serving.nothing)
        let bench = try Bench()
        bench.loop.configure([Bench.check(first.endpoint, retry: 2)])
        #expect(await bench.next()?.verdict == .up)
        first.stop()
        let down = await bench.next()
        #expect(down?.verdict == .down)
        #expect(down?.reason == "connection refused, 3 times in a row")
        let second = try LoopbackServer(port: first.endpoint.port, serve: Serving.nothing)
        #expect(await bench.next()?.verdict == .up)
        second.stop()
        await bench.loop.stop()
    }

    @Test("a reload keeps the state of checks that stay, and cancels those that go")
    func reload() async throws {
        let server = try LoopbackServer(serve: Serving.nothing)
        let (descriptor, refusing) = try LoopbackServer.boundSocket()
        defer { close(descriptor) }
        let bench = try Bench()
        let stays = Bench.check(refusing)
        bench.loop.configure([stays, Bench.check(server.endpoint)])
        _ = await bench.next()
        _ = await bench.next()
        let retimed = Bench.check(refusing, delayLoop: .seconds(60))
        bench.loop.configure([retimed])
        let snapshots = await bench.loop.snapshot()
        #expect(snapshots.map(\.specification) == [retimed])
        #expect(snapshots.first?.state == .down)
        #expect(snapshots.first?.lastResult?.text == "connection refused")
        bench.loop.configure([Bench.check(refusing, Bench.http("/"))])
        #expect(await bench.loop.snapshot().map(\.state) == [.unknown])
        bench.loop.configure([])
        #expect(await bench.loop.snapshot().isEmpty)
        await bench.loop.stop()
    }

    @Test("the checks of one service are replaced, and those of others left alone")
    func ofServices() async throws {
        let (descriptor, refusing) = try LoopbackServer.boundSocket()
        defer { close(descriptor) }
        let bench = try Bench()
        let own = Bench.check(refusing, delayLoop: .seconds(60))
        let others = CheckSpecification(
            key: CheckKey(service: "TCP 192.0.2.2:80", realServer: own.key.realServer, ordinal: 0), kind: own.kind,
            target: own.target, bindTo: nil, timing: own.timing)
        bench.loop.configure([own, others])
        let more = Bench.check(refusing, delayLoop: .seconds(60), ordinal: 1)
        bench.loop.configure([own, more], of: [own.key.service])
        #expect(await bench.loop.snapshot().map(\.specification.key) == [own.key, more.key, others.key])
        bench.loop.configure([], of: [own.key.service])
        #expect(await bench.loop.snapshot().map(\.specification.key) == [others.key])
        await bench.loop.stop()
    }

    @Test("a reload tells the verdicts of checks that stay again, as they were told, in the order of the keys")
    func verdictsAreToldAgain() async throws {
        let server = try LoopbackServer(serve: Serving.nothing)
        let (descriptor, refusing) = try LoopbackServer.boundSocket()
        defer { close(descriptor) }
        let bench = try Bench()
        var notices = bench.notices.makeAsyncIterator()
        let unknown = Bench.check(server.endpoint, bindTo: IPAddress("192.0.2.77"), ordinal: 0)
        let kept = [
            Bench.check(refusing, delayLoop: .seconds(60), ordinal: 1),
            Bench.check(server.endpoint, delayLoop: .seconds(60), ordinal: 2),
        ].sorted { $0.key < $1.key }
        bench.loop.configure(kept + [unknown])
        var told: [CheckNotice] = []
        for _ in kept { told.append(try #require(await notices.next())) }
        told.sort { $0.key < $1.key }
        #expect(told.map(\.key) == kept.map(\.key))
        let retimed = kept.map { Bench.check($0.target, delayLoop: .seconds(90), ordinal: $0.key.ordinal) }
        for checks in [kept, retimed] {
            bench.loop.configure(checks + [unknown])
            for notice in told { #expect(await notices.next() == notice) }
        }
        let asksAnother = Bench.check(refusing, Bench.http("/"), delayLoop: .seconds(60), ordinal: 1)
        bench.loop.configure([asksAnother])
        let fresh = try #require(await notices.next())
        #expect(fresh.reason == "GET /: connection refused")
        await bench.loop.stop()
    }

    @Test("a check that another one is put before goes on at its new place, with what it has found")
    func moved() async throws {
        let (descriptor, refusing) = try LoopbackServer.boundSocket()
        defer { close(descriptor) }
        let bench = try Bench()
        var notices = bench.notices.makeAsyncIterator()
        let first = Bench.check(refusing, delayLoop: .seconds(60), ordinal: 0)
        bench.loop.configure([first])
        let found = try #require(await notices.next())
        let before = await bench.loop.snapshot()
        let moved = Bench.check(refusing, delayLoop: .seconds(60), ordinal: 1)
        let unmade = Bench.check(refusing, Bench.http("/"), bindTo: IPAddress("192.0.2.77"), ordinal: 0)
        bench.loop.configure([unmade, moved])
        let told = try #require(await notices.next())
        #expect(told == found.moved(to: moved.key))
        #expect(moved.isMeant(by: told))
        #expect(!unmade.isMeant(by: told))
        let after = await bench.loop.snapshot()
        #expect(after.map(\.specification.key) == [unmade.key, moved.key])
        #expect(after[1].state == .down)
        #expect(after[1].lastResult == before[0].lastResult)
        #expect(after[1].nextRun == before[0].nextRun)
        bench.loop.configure([first])
        #expect(await notices.next() == found)
        #expect(await bench.loop.snapshot().map(\.specification) == [first])
        await bench.loop.stop()
    }

    @Test("a check whose attempts cannot be made says so in its last result, and how many times in a row")
    func longUnchecked() async throws {
        let server = try LoopbackServer(serve: Serving.nothing)
        for kind in [CheckKind.tcp, Bench.http("/")] {
            let bench = try Bench()
            bench.loop.configure([Bench.check(server.endpoint, kind, bindTo: IPAddress("192.0.2.77"))])
            let snapshot = try await bench.snapshot { $0.lastResult?.text.hasSuffix(" times in a row") == true }
            #expect(snapshot.state == .unknown)
            #expect(snapshot.lastResult?.text.contains("not checked: no local port is left") == true)
            await bench.loop.stop()
        }
    }

    @Test("a check that is removed while it waits closes its connection and is not heard of again")
    func removedWhileRunning() async throws {
        let server = try LoopbackServer(serve: Serving.silence)
        let bench = try Bench()
        bench.loop.configure([Bench.check(server.endpoint, Bench.http("/"), timeout: .seconds(100))])
        while server.open == 0 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(await bench.loop.snapshot().first?.nextRun == nil)
        bench.loop.configure([])
        while server.open > 0 { try await Task.sleep(for: .milliseconds(5)) }
        #expect(await bench.loop.snapshot().isEmpty)
        await bench.loop.stop()
    }

    @Test("snapshots are sorted by key and say what comes next")
    func snapshots() async throws {
        let server = try LoopbackServer(serve: Serving.nothing)
        let bench = try Bench()
        let checks = (0..<5).map { Bench.check(server.endpoint, delayLoop: .seconds(60), ordinal: $0) }
        bench.loop.configure(checks.reversed())
        #expect(await bench.loop.snapshot().allSatisfy { $0.state == .unknown && $0.nextRun != nil })
        for _ in checks { _ = await bench.next() }
        let snapshots = await bench.loop.snapshot()
        #expect(snapshots.map(\.specification) == checks)
        for snapshot in snapshots {
            #expect(snapshot.state == .up)
            #expect(snapshot.attempt == 0)
            let last = try #require(snapshot.lastResult)
            #expect(last.duration >= .zero)
            #expect(snapshot.nextRun == last.at + .seconds(60))
        }
        await bench.loop.stop()
    }

    @Test("F37: two hundred servers that die and return together are told once each way")
    func manyAtOnce() async throws {
        let first = try LoopbackServer(serve: Serving.nothing)
        let bench = try Bench()
        let count = 200
        bench.loop.configure(
            (0..<count).map { Bench.check(first.endpoint, delayLoop: .milliseconds(200), retry: 1, ordinal: $0) })
        var notices = bench.notices.makeAsyncIterator()
        func verdicts(_ count: Int) async -> Set<Verdict> {
            var verdicts: Set<Verdict> = []
            for _ in 0..<count {
                if let notice = await notices.next() { verdicts.insert(notice.verdict) }
            }
            return verdicts
        }
        #expect(await verdicts(count) == [.up])
        first.stop()
        #expect(await verdicts(count) == [.down])
        let second = try LoopbackServer(port: first.endpoint.port, serve: Serving.nothing)
        #expect(await verdicts(count) == [.up])
        second.stop()
        await bench.loop.stop()
    }

    @Test("log_all_failures logs refused connections that retry forgives, too")
    func forgivenRefusals() async throws {
        let log = Record()
        let server = try LoopbackServer(serve: Serving.nothing)
        let bench = try Bench(logger: log.logger)
        bench.loop.run([:], loggingAllFailures: true)
        bench.loop.configure([Bench.check(server.endpoint, retry: 2)])
        var notices = bench.notices.makeAsyncIterator()
        #expect(await notices.next()?.verdict == .up)
        server.stop()
        #expect(await notices.next()?.verdict == .down)
        let name = "\(server.endpoint) of TCP 192.0.2.1:80"
        #expect(
            log.all == [
                "\(name): connection refused, failure 1 in a row", "\(name): connection refused, failure 2 in a row",
            ])
        await bench.loop.stop()
    }

    @Test("the number of a file that is watched no more is forgotten, and one that is watched counts at once")
    func forgottenNumbers() async throws {
        let bench = try Bench()
        var notices = bench.notices.makeAsyncIterator()
        let check = Bench.check(Endpoint(.v4(.loopback), port: 1), .file(FileCheck(name: "f", weight: 0)))
        bench.loop.note(1, inFile: "f")
        bench.loop.forget(filesBut: ["f", "g"])
        bench.loop.configure([check])
        #expect(await notices.next()?.reason == "the file holds 1")
        bench.loop.configure([])
        bench.loop.forget(filesBut: ["g"])
        bench.loop.configure([check])
        #expect(await bench.loop.snapshot().map(\.state) == [.unknown])
        bench.loop.note(0, inFile: "f")
        #expect(await notices.next()?.verdict == .up)
        await bench.loop.stop()
    }

    @Test("after a stop nothing runs, and asking again is answered")
    func stopped() async throws {
        let server = try LoopbackServer(serve: Serving.nothing)
        let bench = try Bench()
        bench.loop.configure([Bench.check(server.endpoint)])
        _ = await bench.next()
        await bench.loop.stop()
        await bench.loop.stop()
        bench.loop.configure([Bench.check(server.endpoint)])
        #expect(await bench.loop.snapshot().isEmpty)
    }
}
