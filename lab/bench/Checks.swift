import ArgumentParser
import BenchFigures
import CheckLoad
import Deadlines
import Glibc
import HealthProbes
import IPVSKit
import LabScenario
import Polling

/// What health checks cost, how many there may be, and how soon a death is seen.
struct Checks: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "checks",
        abstract: "Health checks: CPU and memory of one, how many a second, a server's death, a large file.",
        discussion: """
            The parts loop (the checks' thread beside a loop of C) and parse (a large file) are for `lab/run --net`; \
            daemons and deaths (whole daemons) need IPVS, which `lab/run` has. The exit code is 0 whether goals are met or not; something that \
            did not do what it should is an error.
            """, subcommands: [Serve.self])

    private static let openFiles = 16_384

    @Option(help: "The swiftlvsd to measure (default: the one beside this program).")
    var swiftlvsd = Executables.path(of: "swiftlvsd")

    @Option(help: "Where to write the figures as JSON, too.")
    var json: String?

    @Option(help: "How long CPU is measured, in seconds.")
    var seconds = 10

    @Option(help: "Servers that die.")
    var deaths = 20

    /// What may be measured.
    enum Part: String, CaseIterable, ExpressibleByArgument {
        case loop, parse, daemons, deaths
    }

    @Option(
        name: .customLong("only"), help: "What to measure: loop, parse, daemons, deaths; may be given more than once.")
    var parts: [Part] = []

    func run() async throws {
        // Not in validate(), which subcommands are asked, too.
        guard !parts.isEmpty else { throw ValidationError("--only loop, parse, daemons or deaths is missing") }
        var figures: [Figure] = []
        let release = try await BenchResult.announce(swiftlvsd)
        for part in parts {
            switch part {
            case .loop: figures += try await measureLoop()
            case .parse: figures.append(try measureParsing())
            case .daemons: figures += try await measureDaemons()
            case .deaths: figures += try await measureDeaths()
            }
        }
        print("\n\(FigureTable(figures))")
        try BenchResult(kernel: release, swiftlvsd: swiftlvsd, figures: figures).write(to: json)
    }

    private func measureLoop() async throws -> [Figure] {
        // Both ends of each connection are in this process.
        let limit = DescriptorLimit.raise(to: Self.openFiles)
        guard limit >= Self.openFiles else { throw WrongResult("only \(limit) files may be open") }
        let servers = try CheckedServers()
        var figures: [Figure] = []
        // Memory is known from the first round alone: what that one gives back stays with the process.
        for checks in [10_000, 1_000, 30_000] {
            // The servers need a core of their own; what C takes is known from the others then.
            let round = try await CheckLoopRound(servers: servers, checks: checks, seconds: seconds)
                .run(isComparable: checks < 30_000)
            figures += round.figures
            if checks == 10_000 { figures.append(round.memory) }
        }
        return figures
    }

    private func measureParsing() throws -> Figure {
        let workspace = try Workspace("lvs-bench")
        defer { workspace.remove() }
        try workspace.write(CheckedConfiguration(servers: 100_000).text, to: "conf")
        func best(_ words: [String]) throws -> Double {
            print("\(words[0]) -t of 10,000 × 10")
            return try (0..<5).map { _ in
                let process = try MeasuredProcess(
                    words + ["-t", "-f", workspace.path("conf")], environment: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
                    logFile: workspace.path("log"))
                while process.isRunning { usleep(200) }
                return (MonotonicClock.now - process.startedAt).seconds
            }.min() ?? 0
        }
        return Figure(
            "-t of a file with a check in each real server", services: 10_000, try best([swiftlvsd]),
            against: .init("keepalived", try best(["keepalived"])), goal: Goal(ratio: 0.2, value: 0.15))
    }

    private func measureDaemons() async throws -> [Figure] {
        var figures: [Figure] = []
        for kind in [CheckedConfiguration.Kind.tcp, .http] {
            let configuration = CheckedConfiguration(servers: 1_000, kind: kind)
            let ours = try await inNamespace(.swiftlvsd) { [seconds] in try $0.run(configuration, seconds: seconds) }
            let theirs = try await inNamespace(.keepalived) { [seconds] in try $0.run(configuration, seconds: seconds) }
            let subject = "1,000 a second"
            figures += [
                Figure(
                    "CPU of the daemon for a \(kind.rawValue)", of: subject, ours.processor, .microseconds,
                    against: .init("keepalived", theirs.processor), goal: Goal(ratio: 1)),
                Figure(
                    "\(kind.rawValue): done of those due", of: subject, ours.done, .percent,
                    against: .init("keepalived", theirs.done), goal: Goal(least: 99)),
            ]
        }
        return figures
    }

    private func measureDeaths() async throws -> [Figure] {
        let serve: @Sendable (UInt16) -> [String] = {
            [CommandLine.arguments[0], "checks", "serve", "--port", "\($0)"]
        }
        func samples(_ daemon: MeasuredDaemon, keepOpen: Bool = false) async throws -> Samples {
            let times = try await inNamespace(daemon) { [deaths] in
                try $0.deaths(deaths, keepOpen: keepOpen, serve: serve)
            }
            return Samples(times.map { $0.seconds * 1_000 })
        }
        let (ours, kept) = (try await samples(.swiftlvsd), try await samples(.swiftlvsd, keepOpen: true))
        let theirs = try await samples(.keepalived)
        func figures(_ work: String, _ subject: String, _ ours: Samples, _ goal: Goal) -> [Figure] {
            let pairs = [("median", ours.median, theirs.median), ("p99", ours.percentile(99), theirs.percentile(99))]
            return pairs.map { name, ours, theirs in
                Figure(
                    "\(work), \(name)", of: subject, ours, .milliseconds,
                    against: theirs.map { .init("keepalived", $0) }, goal: goal)
            }
        }
        return figures("server killed → out of the table", "every second", ours, Goal(ratio: 1.05))
            + figures("server killed → out of the table", "kept connection", kept, Goal(value: 10))
    }

    private func inNamespace<Value: Sendable>(
        _ daemon: MeasuredDaemon, _ work: @escaping @Sendable (CheckedDaemon) throws -> Value
    ) async throws -> Value {
        print("\(daemon) with checked servers")
        let workspace = try Workspace("lvs-bench")
        defer { workspace.remove() }
        let checked = CheckedDaemon(daemon: daemon, program: swiftlvsd, workspace: workspace)
        let namespace = try await NetworkNamespace.create("checks-\(daemon)")
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await namespace.onThread(daemon.rawValue) {
                    defer { try? IPVSClient().flush() }
                    return try work(checked)
                })
        } catch {
            result = .failure(error)
        }
        await namespace.delete()
        return try result.get()
    }
}

extension Checks {
    /// A server that is there to be killed.
    struct Serve: ParsableCommand {
        static let configuration = CommandConfiguration(shouldDisplay: false)

        @Option
        var port: UInt16

        func run() throws {
            let listener = checkload_listen(port)
            guard listener >= 0 else { throw SystemCallError("listen", on: "port \(port)", errno: -listener) }
            var count = checkload_count()
            checkload_serve(listener, &count)
        }
    }
}
