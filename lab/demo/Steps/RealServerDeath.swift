import Deadlines
import LabScenario
import Polling

/// A real server that dies leaves the pool, and comes back after its restart.
struct RealServerDeath {
    let stage: Stage
    let report: Report

    /// A check every second and one retry after another second: from the death to the verdict 1 to 2 s; the rest is a
    /// slow machine's.
    private let earliest = Nanoseconds.milliseconds(980)
    private let limit = Nanoseconds.seconds(6)
    private let victim = TwoNodeTopology.endpoint(ofServer: 2)

    func run() async throws {
        report.begin("b", "Real server rs2 is killed, and started again")
        let load = try ClientLoad.start(
            in: stage.topology.client, to: TwoNodeTopology.service, connections: .fresh, pace: .milliseconds(20),
            timeout: .seconds(1))

        report.say("SIGKILL to rs2; its check runs every 1 s, with one retry after 1 s")
        let killed = MonotonicClock.now
        try await stage.topology.servers[1].crash()
        let leaving = try await waitForVictim(inPool: false)
        let left = MonotonicClock.now
        report.check(
            "the dead real server leaves the pool", "after \(leaving.inMilliseconds) (1 to 2 s by the check's times)",
            leaving >= earliest && leaving < limit)

        report.say("rs2 starts again")
        try await stage.topology.servers[1].start()
        let returning = try await waitForVictim(inPool: true)
        let returned = MonotonicClock.now
        report.check("it returns after its restart", "after \(returning.inMilliseconds)", returning < limit)
        try await report.wait(for: "requests reach rs2 again", within: .seconds(10)) {
            RequestSummary(load.records, from: returned).shares.contains { $0.reason == "rs2" }
        }

        let records = try await load.stop()
        let during = RequestSummary(records, from: killed, to: left)
        let after = RequestSummary(records, from: left + .milliseconds(100))
        // Round robin sends every third request to the dead one, which refuses it.
        report.check(
            "requests lost until then", "\(during.lost) of \(during.records.count) (a third goes to the dead one)",
            during.lost <= during.records.count / 3 + 2)
        report.check("requests lost afterwards", "\(after.lost) of \(after.records.count)", after.lost == 0)
    }

    private func waitForVictim(inPool wanted: Bool) async throws -> Nanoseconds {
        try await report.wait(
            for: "rs2 \(wanted ? "is back in" : "leaves") the pool", within: .seconds(30), every: .milliseconds(10)
        ) {
            let weights = try await KernelTable.read(in: stage.primary.namespace)
                .weights(of: TwoNodeTopology.serviceName)
            return (weights[victim] != nil) == wanted
        }
    }
}
