import Deadlines
import LabScenario

/// Requests are spread over the real servers by the scheduler.
struct Scheduling {
    let stage: Stage
    let report: Report

    private let wanted = 300

    func run() async throws {
        report.begin("a", "The scheduler (rr) spreads \(wanted) requests over three real servers")
        try await stage.waitUntilPrimaryRules(report)
        let load = try ClientLoad.start(
            in: stage.topology.client, to: TwoNodeTopology.service, connections: .fresh, pace: .milliseconds(5),
            timeout: .seconds(2))
        try await report.wait(for: "\(wanted) requests", within: .seconds(60)) { load.records.count >= wanted }
        let summary = RequestSummary(try await load.stop())

        let shares = summary.shares.map { "\($0.reason) \($0.count)" }.joined(separator: ", ")
        report.check("requests per real server", shares, isEven(summary))
        report.check("requests lost", "\(summary.lost) of \(summary.records.count)", summary.lost == 0)
    }

    /// Round robin gives each server the same, but for the requests at both ends.
    private func isEven(_ summary: RequestSummary) -> Bool {
        let counts = summary.shares.map(\.count)
        guard counts.count == 3, let least = counts.min(), let most = counts.max() else { return false }
        return most - least <= 2
    }
}
