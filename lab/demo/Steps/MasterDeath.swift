import Deadlines
import LabScenario
import Polling

/// The master's machine dies: the backup takes the addresses over, and the client carries on.
struct MasterDeath {
    let stage: Stage
    let report: Report

    private let backup = NodeConfigurationText(routerName: "lb2", priority: Stage.priorities[1])
    private let requestTimeout = Nanoseconds.milliseconds(500)
    /// How late a slow machine's master may have sent its last advertisement, and how late everything else may be.
    private let lateness = Nanoseconds.milliseconds(500)
    private let allowance = Nanoseconds.seconds(2)

    func run() async throws {
        report.begin("c", "The master lb1 dies (SIGKILL, and its links are cut)")
        let capture = try await stage.topology.capture(on: 1)
        let load = try ClientLoad.start(
            in: stage.topology.client, to: TwoNodeTopology.service, connections: .fresh, pace: .milliseconds(50),
            timeout: requestTimeout)
        try await report.wait(for: "requests and advertisements flow", within: .seconds(10)) {
            try RequestSummary(load.records).answered >= 20 && !capture.advertisements(from: stage.primary).isEmpty
        }

        let (killed, death) = (MonotonicClock.now, WallTime.now)
        try await stage.daemons[0].crash()
        // The daemon is dead, the kernel below it is not: without this it would answer for the VIP for ever.
        try await stage.topology.cutLinks(of: stage.primary)
        let cut = MonotonicClock.now
        report.say("SIGKILL to the daemon of lb1, and front and back of lb1 taken down, as when its machine dies")
        try await report.wait(for: "lb2 holds the VIP and the inner gateway", within: .seconds(20)) {
            try await stage.topology.holdsAddresses(stage.secondary)
        }
        try await report.wait(for: "the client is served again", within: .seconds(20)) {
            RequestSummary(load.records, from: cut).answered > 10
        }
        let records = try await load.stop()
        guard
            let takeover = try Takeover(from: stage.primary, to: stage.secondary, death: death, in: capture),
            let served = RequestSummary(records, from: cut).firstAnswer
        else { return report.fail("tcpdump saw no advertisement of lb2") }
        judge(takeover)
        judge(records, served: served, killed: killed, cut: cut, takeover)

        report.say("lb1 is started again, as after a reboot, and takes over by its higher priority")
        try await stage.topology.reboot(stage.primary)
        try await stage.startDaemon(0)
        try await stage.waitUntilPrimaryRules(report)
    }

    /// The backup counts from the last advertisement it heard, which is up to one interval older than the death.
    private func judge(_ takeover: Takeover) {
        let formula = backup.masterDownInterval
        let earliest = formula - backup.advertisementInterval
        report.check(
            "lb2 takes over after the last advert",
            "after \(takeover.afterLastAdvertisement.inMilliseconds) (3 × advert_int + skew = \(formula.inMilliseconds))",
            takeover.afterLastAdvertisement >= formula - .milliseconds(20)
                && takeover.afterLastAdvertisement < formula + allowance)
        report.check(
            "lb2 takes over after the kill",
            "after \(takeover.afterDeath.inMilliseconds) (\(earliest.inMilliseconds) to \(formula.inMilliseconds))",
            takeover.afterDeath >= earliest - lateness && takeover.afterDeath < formula + allowance)
    }

    /// The client does without for the takeover, and for the rest of the request that was under way then.
    private func judge(
        _ records: [RequestRecord], served: Instant, killed: Instant, cut: Instant, _ takeover: Takeover
    ) {
        report.check(
            "first answered request after the kill", "after \((served - killed).inMilliseconds)",
            served - killed <= takeover.afterDeath + requestTimeout + allowance)
        let silence = RequestSummary(records).longestSilence
        report.check(
            "longest silence for the client", "\(silence.inMilliseconds) (takeover and one request's 500 ms)",
            silence <= takeover.afterDeath + requestTimeout + allowance)
        let lost = RequestSummary(records, from: killed).lost
        // One at a time, each given up after its timeout.
        let most = (takeover.afterDeath + requestTimeout + allowance).count / requestTimeout.count
        report.check("requests lost meanwhile", "\(lost) (each given up after 500 ms)", lost <= most)
    }
}
