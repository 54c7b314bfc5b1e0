import Addresses
import Deadlines
import FoundationEssentials
import Glibc
import HealthChecker
import HealthProbes
import Scripts
import Testing

@Suite("Checks that run a program", .timeLimit(.minutes(2)))
struct ScriptProbeTests {
    private static let target = Endpoint(.v4(.loopback), port: 1)

    /// A program of a few lines of shell, and the file that goes with it.
    private struct Program {
        let path: String
        let note: String

        init(_ text: String) throws {
            path = "/tmp/swiftlvsd-check-\(getpid())-\(UInt64.random(in: 0...UInt64.max))"
            note = path + ".note"
            try "#!/bin/sh\n\(text.replacing("NOTE", with: note))\n".write(
                toFile: path, atomically: false, encoding: .utf8)
            chmod(path, 0o755)
        }

        var noted: [String] {
            ((try? String(contentsOfFile: note, encoding: .utf8)) ?? "").split(separator: "\n").map(String.init)
        }

        func note(_ text: String) throws {
            try text.write(toFile: note, atomically: true, encoding: .utf8)
        }

        func remove() {
            unlink(path)
            unlink(note)
        }
    }

    private func check(
        _ program: Program, isDynamic: Bool = false, timeout: Nanoseconds = .seconds(60), retry: Int = 0
    ) -> (check: CheckSpecification, programs: [ScriptCheck: ScriptCommand]) {
        let script = ScriptCheck(words: [program.path, "an argument"], isDynamic: isDynamic)
        let command = ScriptCommand(program: program.path, arguments: ["an argument"])
        return (Bench.check(Self.target, .script(script), timeout: timeout, retry: retry), [script: command])
    }

    /// What the first run of a program comes to.
    private func firstNotice(
        _ text: String, isDynamic: Bool = false, timeout: Nanoseconds = .seconds(60)
    ) async throws -> CheckNotice? {
        let program = try Program(text)
        defer { program.remove() }
        let (specification, programs) = check(program, isDynamic: isDynamic, timeout: timeout)
        let bench = try Bench()
        bench.loop.run(programs)
        bench.loop.configure([specification])
        let notice = await bench.next()
        await bench.loop.stop()
        return notice
    }

    @Test("the exit code decides, and death by a signal is a failure")
    func endings() async throws {
        #expect(try await firstNotice("[ \"$1\" = 'an argument' ]")?.verdict == .up)
        let failed = try await firstNotice("exit 3")
        #expect(failed?.verdict == .down && failed?.reason == "exit code 3")
        let killed = try await firstNotice("kill -9 $$")
        #expect(killed?.verdict == .down && killed?.reason.contains("signal 9") == true)
    }

    @Test("with misc_dynamic each new exit code is told as a weight, once")
    func weights() async throws {
        let program = try Program("exit $(cat NOTE)")
        defer { program.remove() }
        try program.note("22")
        let (specification, programs) = check(program, isDynamic: true)
        let bench = try Bench()
        bench.loop.run(programs)
        bench.loop.configure([specification])
        var notice = await bench.next()
        #expect(notice?.verdict == .up && notice?.weight == .total(20))
        try program.note("7")
        notice = await bench.next()
        #expect(notice?.verdict == .up && notice?.weight == .total(5) && notice?.reason == "exit code 7")
        try program.note("0")
        notice = await bench.next()
        #expect(notice?.verdict == .up && notice?.weight == nil)
        try program.note("1")
        notice = await bench.next()
        #expect(notice?.verdict == .down && notice?.weight == nil)
        try program.note("4")
        notice = await bench.next()
        #expect(notice?.verdict == .up && notice?.weight == .total(2))
        await bench.loop.stop()
    }

    @Test("one that hangs and ignores SIGTERM costs its own time, nobody else's, and leaves no process behind")
    func hangs() async throws {
        let program = try Program("trap '' TERM\nsleep 1000 &\necho $! >> NOTE\nwhile :; do sleep 1; done")
        defer { program.remove() }
        let (specification, programs) = check(program, timeout: .milliseconds(300))
        let server = try LoopbackServer(serve: Serving.nothing)
        let bench = try Bench()
        bench.loop.run(programs)
        bench.loop.configure([specification, Bench.check(server.endpoint)])
        let first = await bench.next()
        #expect(first?.key.realServer == server.endpoint.description && first?.verdict == .up)
        let second = await bench.next()
        #expect(second?.verdict == .down && second?.reason.contains("not done within") == true)
        await bench.loop.stop()
        server.stop()
        for line in program.noted {
            let child = try #require(Int32(line))
            while isAlive(child) { try await Task.sleep(for: .milliseconds(20)) }
        }
    }

    @Test("a child that keeps its output open, and a gigabyte of output, hold nothing up")
    func output() async throws {
        #expect(try await firstNotice("sleep 1000 &\nexit 0")?.verdict == .up)
        #expect(try await firstNotice("head -c 1073741824 /dev/zero")?.verdict == .up)
    }

    @Test("a run under way is never doubled, and ends with its check")
    func neverTwice() async throws {
        let program = try Program("echo $$ >> NOTE\nexec sleep 1000")
        defer { program.remove() }
        let (specification, programs) = check(program)
        let bench = try Bench()
        bench.loop.run(programs)
        bench.loop.configure([specification])
        while program.noted.isEmpty { try await Task.sleep(for: .milliseconds(10)) }
        bench.loop.configure([specification])
        try await Task.sleep(for: .milliseconds(200))
        #expect(program.noted.count == 1)
        bench.loop.configure([])
        let process = try #require(program.noted.first.flatMap { Int32($0) })
        while isAlive(process) { try await Task.sleep(for: .milliseconds(20)) }
        await bench.loop.stop()
    }

    @Test("a program that is gone, or may not be run, fails its check")
    func gone() async throws {
        let program = try Program("exit 0")
        let (specification, programs) = check(program)
        program.remove()
        let bench = try Bench()
        bench.loop.run(programs)
        bench.loop.configure([specification])
        let notice = await bench.next()
        #expect(notice?.verdict == .down && notice?.reason.contains("did not start") == true)
        await bench.loop.stop()
        let refused = try await Bench.firstNotice(specification)
        #expect(refused?.verdict == .down && refused?.reason.contains("may not be run") == true)
    }

    private func isAlive(_ process: Int32) -> Bool {
        let status = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8)
        let state = status?.split(separator: ")").last?.split(separator: " ").first
        return state != nil && state != "Z"
    }
}

@Suite("Checks that follow a file", .timeLimit(.minutes(2)))
struct FileCheckTests {
    private func check(_ weight: Int, file: String = "drain") -> CheckSpecification {
        Bench.check(
            Endpoint(.v4(.loopback), port: 1), .file(FileCheck(name: file, weight: weight)), delayLoop: .seconds(60),
            retry: 3)
    }

    @Test("a number counts at once, whether it or the check is there first")
    func bothOrders() async throws {
        let bench = try Bench()
        bench.loop.note(3, inFile: "drain")
        bench.loop.configure([check(-2)])
        #expect(await bench.next()?.weight == .added(-6))
        bench.loop.note(9, inFile: "another")
        bench.loop.note(4, inFile: "drain")
        #expect(await bench.next()?.weight == .added(-8))
        bench.loop.configure([check(0)])
        let down = await bench.next()
        #expect(down?.verdict == .down && down?.reason == "the file holds 4")
        bench.loop.note(0, inFile: "drain")
        #expect(await bench.next()?.verdict == .up)
        #expect(await bench.loop.snapshot().map(\.nextRun) == [nil])
        await bench.loop.stop()
    }

    @Test("before the first number nothing is known")
    func unknown() async throws {
        let bench = try Bench()
        bench.loop.configure([check(1)])
        #expect(await bench.loop.snapshot().map(\.state) == [.unknown])
        bench.loop.configure([check(1)])
        bench.loop.note(0, inFile: "drain")
        #expect(await bench.next()?.weight == .added(0))
        await bench.loop.stop()
    }
}
