import Deadlines
import Glibc
import LabScenario
import Polling

/// The master is stopped in an orderly way while clients hold connections, and none of these is reset.
struct PlannedHandover {
    let stage: Stage
    let report: Report

    private let connections = 6

    func run() async throws {
        report.begin("d", "Planned handover: SIGTERM to the master while \(connections) clients hold a connection each")
        for node in stage.topology.nodes { try await stage.topology.synchroniseConnections(on: node) }
        report.say("both nodes synchronise their connections (ipvsadm --start-daemon master and backup)")
        var loads: [ClientLoad] = []
        for _ in 1...connections {
            loads.append(
                try ClientLoad.start(
                    in: stage.topology.client, to: TwoNodeTopology.service, connections: .kept,
                    pace: .milliseconds(75), timeout: .seconds(15)))
        }
        try await report.wait(for: "lb2 knows the \(connections) connections", within: .seconds(40)) {
            try await stage.topology.establishedConnections(on: stage.secondary) >= connections
        }

        report.say("SIGTERM to lb1")
        let asked = MonotonicClock.now
        let daemon = stage.daemons[0]
        let stopping = Task { try await daemon.stop() }
        let takeover = try await report.wait(
            for: "lb2 holds the VIP and the inner gateway", within: .seconds(20), every: .milliseconds(10)
        ) {
            try await stage.topology.holdsAddresses(stage.secondary)
        }
        let exitCode = try await stopping.value
        let stopped = MonotonicClock.now - asked
        report.check(
            "lb2 takes the addresses over", "after \(takeover.inMilliseconds)", takeover < .seconds(6))
        report.measure("the daemon of lb1 ended", "after \(stopped.inMilliseconds)")

        let settled = MonotonicClock.now
        try await report.wait(for: "ten more answers on each connection", within: .seconds(30)) {
            loads.allSatisfy { RequestSummary($0.records, from: settled).answered >= 10 }
        }
        try await judge(loads)
        try await checkLeftovers(exitCode: exitCode)
    }

    private func judge(_ loads: [ClientLoad]) async throws {
        var summaries: [RequestSummary] = []
        for load in loads { summaries.append(RequestSummary(try await load.stop())) }
        let requests = summaries.reduce(0) { $0 + $1.records.count }
        let resets = summaries.reduce(0) { $0 + $1.count(of: .reset) }
        let lost = summaries.reduce(0) { $0 + $1.lost }
        let silence = summaries.map(\.longestSilence).max() ?? .zero
        report.check("connections reset", "\(resets) of \(connections)", resets == 0)
        report.check("requests lost", "\(lost) of \(requests)", lost == 0)
        report.measure("longest silence for a client", silence.inMilliseconds)
    }

    /// An orderly stop leaves neither addresses nor entries behind.
    private func checkLeftovers(exitCode: Int32) async throws {
        let table = try await KernelTable.read(in: stage.primary.namespace)
        let holds = try await stage.primary.namespace.holds(TwoNodeTopology.virtualAddress, on: "front")
        report.check(
            "lb1 is left clean",
            "exit code \(exitCode), \(table.services.count) IPVS services, VIP \(holds ? "still there" : "gone")",
            exitCode == 0 && table.services.isEmpty && !holds)
    }
}
