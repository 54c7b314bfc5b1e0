import ArgumentParser
import BenchFigures
import Deadlines
import LabScenario
import Polling
import Topology

/// One member more in a large topology: what is read, what is written, and how soon.
struct TopologyChanges: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "topology",
        abstract: "One member more in a topology of 1,000 services with 100 members each.",
        discussion: """
            Runs inside `lab/run`. The exit code is 0 whether goals are met or not; something that did not do what it \
            should is an error.
            """)

    @Option(help: "Services of the topology.")
    var services = 1_000

    @Option(help: "Members of each service.")
    var members = 100

    @Option(help: "How often a member is added; the median counts.")
    var rounds = 9

    @Option(help: "The swiftlvsd to measure (default: the one beside this program).")
    var swiftlvsd = Executables.path(of: "swiftlvsd")

    @Option(help: "Where to write the figures as JSON, too.")
    var json: String?

    @Flag(help: "Only what needs no kernel that has IPVS.")
    var valuesOnly = false

    func run() async throws {
        let release = try await Command("uname", "-r").succeed().filter { !$0.isWhitespace }
        print("kernel \(release), swiftlvsd is \(swiftlvsd)")
        var figures = try measureValues()
        if !valuesOnly {
            figures += try await measureDaemon(overAPI: false)
            figures += try await measureDaemon(overAPI: true)
        }
        print("\n\(FigureTable(figures))")
        try BenchResult(kernel: release, swiftlvsd: swiftlvsd, figures: figures).write(to: json)
    }

    private var subject: String { "\(services.grouped) × \(members)" }

    /// The document and its plan, in this process.
    private func measureValues() throws -> [Figure] {
        let size = TopologySize(services: services, members: members)
        let documents = [0, 1].map { Array(size.document(more: $0).utf8) }
        let mapping = try ServiceMapping(
            (0..<services).map { "service-\($0)|10.1.\($0 / 250).\(1 + $0 % 250)" }.joined(separator: ","))
        let rules = TopologyPlan.Rules(mapping: mapping, translatesPorts: true)
        let reading = try TopologyReading(json: documents[0])
        let plan = TopologyPlan(reading.document, by: rules)
        func median(_ work: () throws -> Void) rethrows -> Double {
            let times = try (0..<rounds).map { _ in
                let start = MonotonicClock.now
                try work()
                return (MonotonicClock.now - start).seconds * 1_000
            }
            return Samples(times).median ?? 0
        }
        let whole = try median { _ = try TopologyReading(json: documents[1]) }
        let quick = try median { _ = try TopologyReading(json: documents[1], after: reading) }
        let next = try TopologyReading(json: documents[1], after: reading)
        guard next.kept == services - 1 else { throw WrongResult("\(next.kept) services were taken over") }
        let wholePlan = median { _ = TopologyPlan(next.document, by: rules) }
        let quickPlan = median { _ = TopologyPlan(next.document, by: rules, after: plan) }
        return [
            Figure(
                "a member more: read the document", of: subject, quick, .milliseconds, against: .init("whole", whole)),
            Figure("a member more: plan", of: subject, quickPlan, .milliseconds, against: .init("whole", wholePlan)),
        ]
    }

    private func measureDaemon(overAPI: Bool) async throws -> [Figure] {
        let way = overAPI ? "PUT" : "file"
        print("\(subject): a member more, by \(way)")
        let workspace = try Workspace("lvs-bench")
        defer { workspace.remove() }
        let namespace = try await NetworkNamespace.create("bench-topology")
        await RequestWatch.add(to: namespace)
        let size = TopologySize(services: services, members: members)
        let (program, rounds) = (swiftlvsd, rounds)
        let result: Result<TopologyRound.Times, any Error>
        do {
            result = .success(
                try await namespace.onThread("topology") {
                    try TopologyRound(
                        program: program, size: size, overAPI: overAPI, rounds: rounds, workspace: workspace
                    ).run()
                })
        } catch {
            result = .failure(error)
        }
        await namespace.delete()
        let times = try result.get()
        let samples = Samples(times.untilWrite)
        return [
            Figure(
                "\(way) with a member more → IPVS write, median", of: subject, samples.median, .milliseconds,
                goal: Goal(value: 50)),
            Figure("\(way) with a member more: slowest", of: subject, samples.percentile(100), .milliseconds),
            Figure(
                "\(way) with a member more: most changes written", of: subject, times.writes.max().map(Double.init),
                .writes, goal: Goal(value: 1)),
            Figure("\(way): memory of the daemon, peak", of: subject, times.peakMemory, .megabytes),
        ]
    }
}
