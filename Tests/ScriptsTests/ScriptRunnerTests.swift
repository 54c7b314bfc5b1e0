import Deadlines
import FoundationEssentials
import Glibc
import Scripts
import Testing

@Suite("Running scripts", .serialized)
struct ScriptRunnerTests {
    private let runner = ScriptRunner()

    private func shell(_ text: String, _ arguments: String...) -> ScriptCommand {
        ScriptCommand(program: "/bin/sh", arguments: ["-c", text, "sh"] + arguments)
    }

    /// A place that no other test writes to.
    private func place() -> String { "/tmp/swiftlvsd-script-\(getpid())-\(UInt64.random(in: 0...UInt64.max))" }

    private func text(_ path: String) -> String? { try? String(contentsOfFile: path, encoding: .utf8) }

    @Test("F40: the outcome is the exit code, the signal, or why it did not start")
    func outcomes() async {
        #expect(await runner.run(shell("exit 0")) == .exited(0))
        #expect(await runner.run(shell("exit 77")) == .exited(77))
        #expect(await runner.run(shell("kill -9 $$")) == .killed(signal: 9))
        guard case .notStarted = await runner.run(ScriptCommand(program: "/there/is/no/such")) else {
            Issue.record("a program that is not there was run")
            return
        }
    }

    @Test("S22: each argument arrives as it is")
    func arguments() async throws {
        let place = place()
        defer { unlink(place) }
        let odd = "a \"quoted\" $(touch /tmp/x) 'name'\nand a line"
        #expect(await runner.run(shell("printf '%s|%s' \"$1\" \"$#\" > \(place)", odd, "")) == .exited(0))
        #expect(text(place) == "\(odd)|2")
    }

    @Test("it has a process group of its own")
    func group() async throws {
        let place = place()
        defer { unlink(place) }
        _ = await runner.run(shell("cut -d' ' -f1,5 /proc/self/stat > \(place); echo $$ >> \(place)"))
        let words = try #require(text(place)).split { $0 == " " || $0 == "\n" }
        #expect(words.count == 3 && words[1] == words[2])
        #expect(words[2] != "\(getpgrp())")
    }

    @Test("F40, S24: one that hangs, ignores SIGTERM and has children is ended with all of them")
    func timeout() async throws {
        let place = place()
        defer { unlink(place) }
        let hanging = "trap '' TERM; sleep 1000 & echo $! > \(place); while :; do sleep 1; done"
        #expect(await runner.run(shell(hanging), within: .milliseconds(500)) == .timedOut)
        let child = try #require(text(place).flatMap { Int32($0.prefix { $0 != "\n" }) })
        // A zombie at the most: nobody may have taken notice of it yet.
        let state = text("/proc/\(child)/stat")?.split(separator: ")").last?.split(separator: " ").first
        #expect(state == nil || state == "Z")
    }

    @Test("S24: one that ends in time may leave a daemon behind")
    func daemon() async throws {
        let place = place()
        defer { unlink(place) }
        let start = "sleep 1000 > /dev/null 2>&1 & echo $! > \(place)"
        #expect(await runner.run(shell(start), within: .seconds(30)) == .exited(0))
        let child = try #require(text(place).flatMap { Int32($0.prefix { $0 != "\n" }) })
        #expect(kill(child, 0) == 0)
        kill(child, SIGKILL)
    }

    @Test("F40: what it prints goes nowhere, however much it is")
    func output() async {
        #expect(await runner.run(shell("head -c 50000000 /dev/zero; head -c 50000000 /dev/zero >&2")) == .exited(0))
    }

    @Test("a task that is cancelled ends it")
    func cancelled() async throws {
        let place = place()
        defer { unlink(place) }
        let command = shell("echo $$ > \(place); exec sleep 1000")
        let task = Task { await runner.run(command) }
        while text(place)?.hasSuffix("\n") != true { try await Task.sleep(for: .milliseconds(10)) }
        task.cancel()
        _ = await task.value
        let process = try #require(text(place).flatMap { Int32($0.prefix { $0 != "\n" }) })
        #expect(kill(process, 0) != 0)
    }

    @Test("somebody's impatience ends it")
    func impatience() async {
        let (stream, continuation) = AsyncStream.makeStream(of: Void.self)
        continuation.yield()
        #expect(await runner.run(shell("sleep 1000"), within: nil, unless: stream) == .timedOut)
    }

    @Test("as another user it has that user's rights and no other groups", .enabled(if: geteuid() == 0))
    func identity() async throws {
        let place = place()
        defer { unlink(place) }
        #expect(FileManager.default.createFile(atPath: place, contents: nil))
        chmod(place, 0o666)
        let command = ScriptCommand(
            program: "/bin/sh", arguments: ["-c", "id -u > \(place); id -g >> \(place); id -G >> \(place)"],
            identity: ScriptIdentity(user: 65534, group: 65533))
        #expect(await runner.run(command) == .exited(0))
        #expect(text(place) == "65534\n65533\n65533\n")
    }
}
