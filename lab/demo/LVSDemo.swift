import ArgumentParser
import Glibc
import LabScenario

/// Shows, on a real IPVS kernel, what happens to clients when parts of a load balancer die.
@main
struct LVSDemo: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lvs-demo",
        abstract: "Two load balancers, three real servers and a client: what happens when parts of it die.",
        discussion: "Runs inside `lab/run`. The exit code is 0 when everything happened that should.")

    enum Daemon: String, ExpressibleByArgument {
        case swiftlvsd, keepalived
    }

    @Option(help: "The daemon on the load balancers; keepalived for comparison.")
    var daemon = Daemon.swiftlvsd

    func run() async throws {
        let report = Report()
        do {
            let stage = try await Stage.build(daemon: daemon, report: report)
            do {
                try await play(on: stage, report)
            } catch {
                report.fail("\(error)")
                stage.explain(report)
            }
            await stage.tearDown()
        } catch {
            report.fail("\(error)")
        }
        report.summarise()
        if report.hasFailures { throw ExitCode.failure }
    }

    private func play(on stage: Stage, _ report: Report) async throws {
        try await Scheduling(stage: stage, report: report).run()
        try await RealServerDeath(stage: stage, report: report).run()
        try await MasterDeath(stage: stage, report: report).run()
        try await PlannedHandover(stage: stage, report: report).run()
        try await ManagementServerLists(stage: stage, report: report).run()
    }
}
