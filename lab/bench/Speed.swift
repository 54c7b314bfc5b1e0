import ArgumentParser
import BenchFigures
import Deadlines
import IPVSKit
import LabScenario

/// Times on a kernel that has IPVS.
struct Speed: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Times on a kernel that has IPVS: IPVSKit against a loop in C, swiftlvsd against keepalived.",
        discussion: """
            Runs inside `lab/run`. The exit code is 0 whether goals are met or not; something that did not do what it \
            should is an error.
            """)

    @Option(help: "Virtual services in the table, each with ten real servers; may be given more than once.")
    var size: [Int] = []

    @Option(help: "How often what IPVSKit and the C loop take is measured; the median counts.")
    var rounds = 5

    @Option(help: "The swiftlvsd to measure (default: the one beside this program).")
    var swiftlvsd = Executables.path(of: "swiftlvsd")

    @Option(help: "Where to write the figures as JSON, too.")
    var json: String?

    @Flag(help: "Leave the daemons out.")
    var libraryOnly = false

    func run() async throws {
        var figures: [Figure] = []
        let release = try await Command("uname", "-r").succeed().filter { !$0.isWhitespace }
        print("kernel \(release), swiftlvsd is \(swiftlvsd)")
        for services in size.isEmpty ? [1_000, 10_000] : size {
            let size = TableSize(services: services)
            let recording = try await inFreshNamespace("record") { try LibraryRound(size: size).record() }
            figures += try await measureLibrary(size, recording)
            if libraryOnly { continue }
            figures += try await measureDaemons(size, recording)
            figures.append(try await measureLateness(size, recording))
        }
        print("\n\(FigureTable(figures))")
        try BenchResult(kernel: release, swiftlvsd: swiftlvsd, figures: figures).write(to: json)
    }

    private func measureLibrary(_ size: TableSize, _ recording: LibraryRound.Recording) async throws -> [Figure] {
        print("\(size.services)×10: IPVSKit and the C loop, \(rounds) rounds")
        let round = LibraryRound(size: size)
        var raw: [LibraryRound.Times] = []
        var ours: [LibraryRound.Times] = []
        for _ in 0..<rounds {
            raw.append(try await inFreshNamespace("raw") { try round.runRaw(recording) })
            ours.append(try await inFreshNamespace("IPVSKit") { try round.runIPVSKit() })
        }
        return [
            Figure(
                "IPVSKit: apply empty → table", services: size.services, median(ours.map(\.apply)),
                against: .init("raw", median(raw.map(\.apply))), goal: Goal(ratio: 1.5)),
            Figure(
                "IPVSKit: read the table", services: size.services, median(ours.map(\.read)),
                against: .init("raw", median(raw.map(\.read))), goal: Goal(ratio: 1.5)),
        ]
    }

    private func measureDaemons(_ size: TableSize, _ recording: LibraryRound.Recording) async throws -> [Figure] {
        let ours = try await live(.swiftlvsd, size, recording)
        let theirs = try await live(.keepalived, size, recording)
        func against(_ value: KeyPath<DaemonLife.Record, Nanoseconds>) -> Figure.Reference {
            .init("keepalived", theirs[keyPath: value].seconds)
        }
        return [
            Figure(
                "exec → complete table", services: size.services, ours.start.seconds, against: against(\.start),
                goal: Goal(ratio: 0.1, value: 0.8)),
            Figure(
                "peak memory, all processes", services: size.services, ours.peakMemory, .megabytes,
                against: .init("keepalived", theirs.peakMemory), goal: Goal(ratio: 1)),
            Figure(
                "restart on the unchanged table", services: size.services, ours.restart?.seconds,
                against: ours.rawDump.map { .init("raw dump", $0.seconds) }, goal: Goal(ratio: 2)),
            Figure(
                "restart: changes written", services: size.services, ours.restartWrites.map(Double.init), .writes,
                goal: Goal(value: 0)),
            Figure(
                "SIGHUP → one real server changed", services: size.services, ours.oneChanged.seconds,
                against: against(\.oneChanged), goal: Goal(value: 0.3)),
            Figure(
                "one changed: changes written", services: size.services, ours.oneChangedWrites.map(Double.init),
                .writes,
                goal: Goal(value: 1)),
            Figure(
                "SIGHUP → every tenth replaced", services: size.services, ours.tenthReplaced.seconds,
                against: against(\.tenthReplaced), goal: Goal(value: 0.5)),
            Figure(
                "clean stop", services: size.services, ours.stop.seconds, against: against(\.stop),
                goal: Goal(value: 0.5)),
            Figure(
                "rows left after the stop", services: size.services, Double(ours.leftOver), .rows,
                against: .init("keepalived", Double(theirs.leftOver)), goal: Goal(value: 0)),
        ]
    }

    private func live(
        _ daemon: MeasuredDaemon, _ size: TableSize, _ recording: LibraryRound.Recording
    ) async throws -> DaemonLife.Record {
        print("\(size.services)×10: a life of \(daemon)")
        let workspace = try Workspace("lvs-bench")
        defer { workspace.remove() }
        let life = DaemonLife(
            daemon: daemon, program: swiftlvsd, size: size, dumpRequests: recording.dumpRequests, workspace: workspace)
        return try await inFreshNamespace(daemon.rawValue, with: daemon == .swiftlvsd ? RequestWatch.add : { _ in }) {
            try life.run()
        }
    }

    private func measureLateness(_ size: TableSize, _ recording: LibraryRound.Recording) async throws -> Figure {
        func lateness(_ daemon: MeasuredDaemon) async throws -> Double {
            print("\(size.services)×10: a virtual router of \(daemon) beside a reload")
            let workspace = try Workspace("lvs-bench")
            defer { workspace.remove() }
            let life = DaemonLife(
                daemon: daemon, program: swiftlvsd, size: size, dumpRequests: recording.dumpRequests,
                workspace: workspace, more: DaemonLife.router)
            return try await inFreshNamespace(daemon.rawValue, with: DaemonLife.addInterface) {
                try life.lateness().seconds * 1_000
            }
        }
        return Figure(
            "SIGHUP: the latest advert is late by", services: size.services, try await lateness(.swiftlvsd),
            .milliseconds, against: .init("keepalived", try await lateness(.keepalived)), goal: Goal(ratio: 0.1))
    }

    /// Runs blocking work on a thread in a namespace that nothing has been in: the kernel remembers removed real servers
    /// for minutes, and each one added is looked for among them.
    private func inFreshNamespace<Value: Sendable>(
        _ name: String, with prepare: (NetworkNamespace) async throws -> Void = { _ in },
        _ work: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        let namespace = try await NetworkNamespace.create("bench-\(name)")
        let result: Result<Value, any Error>
        do {
            try await prepare(namespace)
            result = .success(
                try await namespace.onThread(name) {
                    defer { try? IPVSClient().flush() }
                    return try work()
                })
        } catch {
            result = .failure(error)
        }
        await namespace.delete()
        // The kernel takes a namespace apart in the background.
        try await Task.sleep(for: .milliseconds(300))
        return try result.get()
    }

    private func median(_ times: [Nanoseconds]) -> Double {
        let sorted = times.sorted()
        return sorted.isEmpty ? 0 : sorted[sorted.count / 2].seconds
    }
}
