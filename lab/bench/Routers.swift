import ArgumentParser
import BenchFigures
import Deadlines
import LabScenario

/// How well virtual routers keep time, and what that costs.
struct Routers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "vrrp",
        abstract:
            "Failover, handover, many instances or addresses, a flood: swiftlvsd against keepalived, two nodes of one kind.",
        discussion: """
            Runs inside `lab/run --net`. The exit code is 0 whether goals are met or not; something that did not do what \
            it should is an error.
            """)

    /// Instances, over how many interfaces.
    private static let scales = [(instances: 255, interfaces: 1), (instances: 2_000, interfaces: 8)]
    /// The interval in hundredths of a second, and how often the master dies.
    private static let failovers = [(centiseconds: 100, rounds: 3), (10, 10), (1, 30)]
    /// Enough of them make a percentile of few rounds.
    private static let instances = 4

    @Option(help: "The swiftlvsd to measure (default: the one beside this program).")
    var swiftlvsd = Executables.path(of: "swiftlvsd")

    @Option(help: "Where to write the figures as JSON, too.")
    var json: String?

    @Option(help: "Measure only this: failover, scale, addresses or flood; may be given more than once.")
    var only: [String] = []

    @Option(help: "How long CPU, gaps and floods are measured, in seconds.")
    var seconds = 10

    func run() async throws {
        var figures: [Figure] = []
        let release = try await Command("uname", "-r").succeed().filter { !$0.isWhitespace }
        print("kernel \(release), swiftlvsd is \(swiftlvsd)")
        if isWanted("failover") {
            for failover in Self.failovers { figures += try await measureFailover(failover) }
        }
        if isWanted("scale") {
            for scale in Self.scales { figures += try await measureScale(scale) }
        }
        if isWanted("addresses") { figures += try await measureAddresses() }
        if isWanted("flood") { figures += try await measureFlood() }
        print("\n\(FigureTable(figures))")
        try BenchResult(kernel: release, swiftlvsd: swiftlvsd, figures: figures).write(to: json)
    }

    private func isWanted(_ part: String) -> Bool { only.isEmpty || only.contains(part) }

    private func measureFailover(_ plan: (centiseconds: Int, rounds: Int)) async throws -> [Figure] {
        let shape = RouterPair.Shape(instances: Self.instances, centiseconds: plan.centiseconds)
        func measure(_ daemon: MeasuredDaemon) async throws -> (failover: Samples, handover: Samples) {
            print("adverts every \(shape.interval), \(plan.rounds) failovers and handovers of \(daemon)")
            let record = try await onPair(daemon, shape) { try FailoverRounds(pair: $0, rounds: plan.rounds).run() }
            return (Samples(record.failovers), Samples(record.handovers))
        }
        let ours = try await measure(.swiftlvsd)
        let theirs = try await measure(.keepalived)
        // Version 3's skew time and three intervals, and the skew time alone.
        let interval = shape.interval.seconds * 1_000
        let skew = interval * Double(256 - RouterPair.priorities[1]) / 256
        func figure(_ work: String, _ ours: Double?, _ theirs: Double?, _ goal: Goal) -> Figure {
            Figure(
                work, of: "every \(shape.interval)", ours, .milliseconds,
                against: theirs.map { .init("keepalived", $0) }, goal: goal)
        }
        return [
            figure(
                "SIGKILL: last advert → successor's first, median", ours.failover.median, theirs.failover.median,
                Goal(ratio: 1.005, value: 3 * interval + skew + 0.2)),
            figure(
                "SIGKILL: the same, 99th percentile", ours.failover.percentile(99), theirs.failover.percentile(99),
                plan.centiseconds == 1 ? Goal(ratio: 1.05, value: 40) : Goal(ratio: 1.05)),
            figure(
                "SIGTERM → successor's first advert, median", ours.handover.median, theirs.handover.median,
                Goal(ratio: 1.05)),
        ]
    }

    private func measureScale(_ scale: (instances: Int, interfaces: Int)) async throws -> [Figure] {
        let shape = RouterPair.Shape(instances: scale.instances, interfaces: scale.interfaces, centiseconds: 10)
        func measure(_ daemon: MeasuredDaemon) async throws -> ScaleRound.Record {
            print("\(scale.instances) instances of \(daemon)")
            return try await onPair(daemon, shape) { [seconds] pair in
                try ScaleRound(pair: pair, duration: .seconds(Int64(seconds))).run()
            }
        }
        let ours = try await measure(.swiftlvsd)
        let theirs = try await measure(.keepalived)
        func figure(
            _ work: String, _ value: KeyPath<ScaleRound.Record, Double>, _ unit: Figure.Unit, _ goal: Goal
        ) -> Figure {
            Figure(
                work, of: "\(scale.instances) on \(scale.interfaces)", ours[keyPath: value], unit,
                against: .init("keepalived", theirs[keyPath: value]), goal: goal)
        }
        return [
            figure("processor of the master", \.masterLoad, .percent, Goal(ratio: 0.7)),
            figure("processor of the backup", \.backupLoad, .percent, Goal(ratio: 0.7)),
            figure(
                "largest time between two adverts", \.largestGap, .milliseconds,
                Goal(value: shape.interval.seconds * 1_000 + 5)),
            Figure(
                "adverts of the backup meanwhile", of: "\(scale.instances) on \(scale.interfaces)",
                Double(ours.takeovers), .adverts, against: .init("keepalived", Double(theirs.takeovers)),
                goal: Goal(value: 0)),
        ]
    }

    /// A thousand addresses of one master, whose lifetimes are refreshed.
    private func measureAddresses() async throws -> [Figure] {
        let shape = RouterPair.Shape(instances: 4, addresses: 250, centiseconds: 100)
        func measure(_ daemon: MeasuredDaemon) async throws -> AddressEventsRound.Record {
            print("1000 addresses of \(daemon)")
            return try await onPair(daemon, shape) { [seconds] pair in
                try AddressEventsRound(pair: pair, duration: .seconds(Int64(seconds) * 2)).run()
            }
        }
        let ours = try await measure(.swiftlvsd)
        let theirs = try await measure(.keepalived)
        return [
            // keepalived's addresses have no lifetime, and so nothing is heard of them.
            Figure("netlink events of the master", of: "1000 addresses", ours.events, .events),
            Figure(
                "processor of the master", of: "1000 addresses", ours.masterLoad, .percent,
                against: .init("keepalived", theirs.masterLoad)),
        ]
    }

    private func measureFlood() async throws -> [Figure] {
        let shape = RouterPair.Shape(centiseconds: 10)
        func measure(_ daemon: MeasuredDaemon) async throws -> FloodRound.Record {
            print("a flood of malformed adverts at \(daemon)")
            return try await onPair(daemon, shape) { [seconds] pair in
                try FloodRound(pair: pair, duration: .seconds(Int64(seconds) / 2)).run()
            }
        }
        let ours = try await measure(.swiftlvsd)
        let theirs = try await measure(.keepalived)
        let subject = "\(Int(ours.rate / 1_000)),000 a second"
        func figure(
            _ work: String, _ value: KeyPath<FloodRound.Record, Double>, _ unit: Figure.Unit, _ goal: Goal = Goal()
        ) -> Figure {
            Figure(
                work, of: subject, ours[keyPath: value], unit, against: .init("keepalived", theirs[keyPath: value]),
                goal: goal)
        }
        return [
            figure("flood: processor of the master", \.masterLoad, .percent),
            figure("flood: processor of the backup", \.backupLoad, .percent),
            figure("flood: largest time between two adverts", \.largestGap, .milliseconds, Goal(value: 200)),
            figure("flood: log lines", \.logLines, .lines, Goal(value: 10)),
            Figure(
                "flood: adverts of the backup", of: subject, Double(ours.takeovers), .adverts,
                against: .init("keepalived", Double(theirs.takeovers)), goal: Goal(value: 0)),
        ]
    }

    /// Runs blocking work with two nodes in two fresh namespaces, on a thread of its own.
    private func onPair<Value: Sendable>(
        _ daemon: MeasuredDaemon, _ shape: RouterPair.Shape, _ work: @escaping @Sendable (RouterPair) throws -> Value
    ) async throws -> Value {
        let workspace = try Workspace("lvs-bench")
        let first = try await NetworkNamespace.create("bench-first")
        let second = try await NetworkNamespace.create("bench-second")
        for number in 1...shape.interfaces {
            try await first.ip("link add v\(number) type veth peer name v\(number) netns \(second.name)")
            for (node, namespace) in [first, second].enumerated() {
                try await namespace.ip(
                    "address add 10.\(number).255.\(node + 1)/16 dev v\(number)", "link set v\(number) up")
            }
        }
        let program = swiftlvsd
        let result: Result<Value, any Error>
        do {
            result = .success(
                try await second.onThread("routers") {
                    let pair = try RouterPair(
                        daemon, program: program, shape: shape, names: [first.name, second.name], workspace: workspace)
                    return try work(pair)
                })
        } catch {
            result = .failure(error)
        }
        for namespace in [first, second] { await namespace.delete() }
        workspace.remove()
        // The kernel takes a namespace apart in the background.
        try await Task.sleep(for: .milliseconds(500))
        return try result.get()
    }
}
