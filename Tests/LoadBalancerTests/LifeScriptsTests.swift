import Deadlines
import LoadBalancer
import NodeConfiguration
import Scripts
import Testing

@Suite("Scripts at the ends of the node's life")
struct LifeScriptsTests {
    private let log = RecordedLog()
    private let runner = PretendedScripts()

    private func run(
        _ words: [String], policy: ScriptLocator.Policy = ScriptLocator.Policy(),
        unless isUnwanted: @escaping @Sendable () -> Bool = { false }
    ) async {
        let command = Command(words: words, position: SourcePosition(file: "f", line: 1, column: 1))
        await LifeScripts(runner: runner, events: EventJournal(logger: log.logger)).run(
            LifeScript(command: command), "startup_script", policy: policy, unless: isUnwanted)
    }

    @Test("a script is run to its end, and its failure is told")
    func outcomes() async {
        await run(["/bin/sh", "-c", "x"])
        #expect(runner.runs.count == 1)
        #expect(runner.runs.allSatisfy { $0.hasSuffix("sh -c x") })
        #expect(log.lines.map { $0.hasPrefix("info startup_script: /") && $0.hasSuffix(" succeeded") } == [true])
        let program = String(runner.runs.first?.prefix { $0 != " " } ?? "")
        runner.set(.timedOut, for: program)
        await run(["/bin/sh"])
        #expect(log.lines.last == "error startup_script: \(program) took too long and was ended")
    }

    @Test("a script that may not be run is not, and that is told")
    func refused() async {
        await run(["/nonexistent"])
        #expect(runner.runs.isEmpty)
        #expect(log.lines == ["error startup_script: is not run: /nonexistent is not there"])
    }

    @Test("a script that is not wanted any more is ended")
    func unwanted() async {
        runner.hold("/")
        await run(["/bin/sh"], unless: { true })
        #expect(runner.runs.count == 1)
        #expect(log.lines.allSatisfy { $0.hasSuffix(" took too long and was ended") })
    }
}
