import Addresses
import Deadlines
import HealthChecker
import HealthProbes
import Polling
import Scripts
import Synchronization
import Testing

/// A program that ends when it is told to, whatever else is asked of it.
private final class StubbornProgram: ScriptRunning {
    /// The runs that have not ended, the oldest first.
    private let running = Mutex<[CheckedContinuation<ScriptOutcome, Never>]>([])

    var count: Int { running.withLock(\.count) }

    func run(
        _ command: ScriptCommand, within limit: Nanoseconds?, unless impatience: AsyncStream<Void>?
    ) async -> ScriptOutcome {
        await withCheckedContinuation { continuation in running.withLock { $0.append(continuation) } }
    }

    /// Has the oldest run end.
    func end(_ outcome: ScriptOutcome) {
        running.withLock { $0.isEmpty ? nil : $0.removeFirst() }?.resume(returning: outcome)
    }
}

@Suite("Checks that pause", .timeLimit(.minutes(2)))
struct PausedCheckTests {
    private static let service = "TCP 192.0.2.1:80"

    private func settle(_ condition: () -> Bool) async throws {
        while !condition() { try await Task.sleep(for: .milliseconds(5)) }
    }

    @Test("a probe that runs is cancelled without a word, and made anew when the pause is over")
    func cancelled() async throws {
        let server = try LoopbackServer(serve: Serving.silence)
        let bench = try Bench()
        bench.loop.configure([Bench.check(server.endpoint, Bench.http("/"), timeout: .seconds(100))])
        try await settle { server.open == 1 }
        bench.loop.suspend([Self.service])
        try await settle { server.open == 0 }
        let paused = try #require(await bench.loop.snapshot().first)
        #expect(paused.nextRun == nil)
        #expect(paused.state == .unknown)
        #expect(paused.lastResult == nil)
        bench.loop.suspend([])
        try await settle { server.open == 1 }
        #expect(server.accepted == 2)
        bench.endNotices()
        #expect(await bench.next() == nil)
        await bench.loop.stop()
    }

    @Test(
        "pauses without number leave a slot for every check",
        .enabled(if: ProbeSlots().capacity <= 1_000, "too many slots to use them all up; lower the limit of open files")
    )
    func slots() async throws {
        let server = try LoopbackServer(serve: Serving.silence)
        let bench = try Bench()
        let count = ProbeSlots().capacity + 1
        bench.loop.configure([Bench.check(server.endpoint, Bench.http("/"), timeout: .seconds(100))])
        for number in 1...count {
            try await settle { server.accepted >= number }
            bench.loop.suspend([Self.service])
            bench.loop.suspend([])
        }
        try await settle { server.accepted > count }
        await bench.loop.stop()
    }

    @Test(
        "what was found stays over a pause, forgiven failures included, and a reload within it changes nothing of that")
    func verdictStays() async throws {
        let first = try LoopbackServer(serve: Serving.nothing)
        let bench = try Bench()
        let check = Bench.check(first.endpoint, delayLoop: .milliseconds(200), retry: 100)
        bench.loop.configure([check])
        #expect(await bench.next()?.verdict == .up)
        first.stop()
        _ = try await bench.snapshot { $0.attempt >= 2 }
        bench.loop.suspend([Self.service])
        let paused = try #require(await bench.loop.snapshot().first)
        #expect(paused.state == .up)
        #expect(paused.attempt >= 2)
        #expect(paused.nextRun == nil)
        let retimed = Bench.check(first.endpoint, delayLoop: .milliseconds(100), retry: 100)
        let more = Bench.check(first.endpoint, delayLoop: .milliseconds(100), ordinal: 1)
        bench.loop.configure([retimed, more])
        try await Task.sleep(for: .milliseconds(1_500))
        let later = await bench.loop.snapshot()
        #expect(later.map(\.specification) == [retimed, more])
        #expect(later.first?.attempt == paused.attempt)
        #expect(later.first?.lastResult == paused.lastResult)
        #expect(later.last?.lastResult == nil)
        #expect(later.allSatisfy { $0.nextRun == nil })
        bench.loop.suspend([])
        _ = try await bench.snapshot { $0.attempt > paused.attempt }
        await bench.loop.stop()
    }

    @Test("the kept connection is closed for the pause, and comes back after it")
    func keptConnection() async throws {
        let server = try LoopbackServer(serve: Serving.silence)
        let plain = Bench.check(server.endpoint, delayLoop: .milliseconds(200))
        let check = CheckSpecification(
            key: plain.key, kind: .tcp, target: plain.target, timing: plain.timing,
            kept: KeptConnectionRule(retry: 0, mostFastRemovals: 1))
        let bench = try Bench()
        bench.loop.configure([check])
        _ = try await bench.snapshot { $0.kept == .open }
        bench.loop.suspend([Self.service])
        try await settle { server.open == 0 }
        #expect(await bench.loop.snapshot().map(\.kept) == [.closed])
        try await Task.sleep(for: .milliseconds(1_300))
        #expect(server.open == 0)
        bench.loop.suspend([])
        let back = try await bench.snapshot { $0.kept == .open }
        #expect(back.state == .up)
        await bench.loop.stop()
    }

    @Test("a program's result that comes after the pause has begun does not count, and not after it has ended either")
    func lateResult() async throws {
        let program = StubbornProgram()
        let bench = try Bench(scripts: program)
        let script = ScriptCheck(words: ["/bin/check"], isDynamic: false)
        let target = Endpoint(.v4(.loopback), port: 1)
        bench.loop.run([script: ScriptCommand(program: "/bin/check", arguments: [])])
        bench.loop.configure([Bench.check(target, .script(script), delayLoop: .seconds(60))])
        try await settle { program.count == 1 }
        bench.loop.suspend([Self.service])
        bench.loop.suspend([])
        try await settle { program.count == 2 }
        program.end(.exited(1))
        try await Task.sleep(for: .milliseconds(100))
        #expect(await bench.loop.snapshot().map(\.state) == [.unknown])
        program.end(.exited(0))
        #expect(await bench.next()?.verdict == .up)
        await bench.loop.stop()
    }

    @Test("checks whose time has come during the pause run spread after it")
    func spread() async throws {
        let server = try LoopbackServer(serve: Serving.nothing)
        let bench = try Bench()
        let pause = Nanoseconds.seconds(2)
        bench.loop.suspend([Self.service])
        bench.loop.configure(
            (0..<40).map { Bench.check(server.endpoint, delayLoop: pause, ordinal: $0, warmup: pause) })
        try await Task.sleep(for: .milliseconds(3_100))
        bench.loop.suspend([])
        let now = MonotonicClock.now
        let starts = await bench.loop.snapshot().map { $0.nextRun ?? $0.lastResult?.at ?? now }
        #expect(starts.allSatisfy { $0 <= MonotonicClock.now + pause })
        #expect(starts.count { $0 > now + .milliseconds(500) } > 10)
        await bench.loop.stop()
    }
}
