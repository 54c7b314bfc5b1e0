import Deadlines
import LabScenario
import Polling

/// The master's machine dies: the backup takes the addresses over, and the client carries on.
struct MasterDeath {
    let stage: Stage
    let report: Report

    /// 3 × advert_int + skew of the backup, (256 − priority) / 256 s (RFC 3768, 6.1).
    private let formula = Nanoseconds.seconds(3) + Nanoseconds.seconds(256 - 100) / 256
    private let advertInterval = Nanoseconds.seconds(1)
    /// For a slow machine.
    private let allowance = Nanoseconds.seconds(2)

    func run() async throws {
        report.begin("c", "The master lb1 dies (SIGKILL, and its links are cut)")
        let load = try ClientLoad.start(
            in: stage.topology.client, to: TwoNodeTopology.service, connections: .fresh, pace: .milliseconds(50),
            timeout: .milliseconds(500))
        try await report.wait(for: "requests flow", within: .seconds(10)) {
            RequestSummary(load.records).answered >= 20
        }

        let killed = MonotonicClock.now
        try await stage.daemons[0].crash()
        // The daemon is dead, the kernel below it is not: without this it would answer for the VIP for ever.
        try await stage.topology.cutLinks(of: stage.primary)
        report.say("SIGKILL to the daemon of lb1, and front and back of lb1 taken down, as when its machine dies")
        try await report.wait(
            for: "lb2 holds the VIP and the inner gateway", within: .seconds(20), every: .milliseconds(10)
        ) {
            try await stage.topology.holdsAddresses(stage.secondary)
        }
        let takeover = MonotonicClock.now - killed
        try await report.wait(for: "the client is served again", within: .seconds(20)) {
            RequestSummary(load.records, from: killed + takeover).answered > 0
        }
        let records = try await load.stop()

        report.check(
            "lb2 takes the addresses over",
            "after \(takeover.text) (3 × advert_int + skew = \(formula.text) from the last advert, so \((formula - advertInterval).text) to \(formula.text))",
            takeover < formula + allowance)
        let during = RequestSummary(records, from: killed)
        report.check(
            "the client carries on", "longest silence \(RequestSummary(records).longestSilence.text)",
            during.answered > 0)
        report.check("requests lost meanwhile", "\(during.lost) (each given up after 0.5 s)", during.answered > 0)

        report.say("lb1 is started again, as after a reboot, and takes over by its higher priority")
        try await stage.topology.reboot(stage.primary)
        try await stage.startDaemon(0)
        try await stage.waitUntilPrimaryRules(report)
    }
}
