import ControlMessages
import Deadlines
import Logging
import Netlink
import NodeConfiguration
import Polling
import VRRPEngine
import VRRPTransport

extension Node {
    /// How long after its start a node gives way to another VRRP daemon of the same virtual router on this host.
    private static let probation = Nanoseconds.seconds(60)

    /// What must hold before anything of a configuration is carried out.
    func checkPrerequisites(of configuration: Configuration) throws(StartError) {
        let missing = Capability.missing(from: Capability.needed(by: configuration)).map(\.name)
            .joined(separator: " and ")
        guard missing.isEmpty else {
            throw StartError("\(missing) is missing; run as root, or grant it with AmbientCapabilities= in the unit")
        }
        // Later on a keepalived that starts is the one that comes second.
        guard vrrp == nil, !configuration.vrrpInstances.isEmpty, let other = RunningKeepalived.byPIDFile() else {
            return
        }
        throw StartError("\(other) runs in this network namespace; stop it first: systemctl stop keepalived")
    }

    /// Starts the instances of the configuration; they stay in INIT until they are released.
    func startVRRP() async throws {
        // Before anybody looks into them.
        InitialFiles.write(TrackingPlan(configuration).initialFiles, logger: logger)
        let verdicts = await configureTrackers(await configureTelling(configuration))
        guard configuration.needsVRRP else { return }
        vrrp = try await makeVRRP(for: configuration, verdicts: verdicts)
        await repeatReleases()
    }

    /// Makes the instances of a configuration the ones that run.
    ///
    /// - Parameter announcer: what `configureTelling` has made of the same configuration.
    func configureVRRP(_ next: Configuration, _ announcer: Announcer) async throws {
        let succession = announcer.succession
        let verdicts = await configureTrackers(announcer)
        if let vrrp {
            // Before anything is found under the new names.
            problems.relocate(succession.problemMoves)
            do {
                try await configure(vrrp, next, verdicts)
            } catch {
                problems.relocate(succession.problemReturns)
                throw error
            }
        } else if next.needsVRRP {
            vrrp = try await makeVRRP(for: next, verdicts: verdicts)
            await repeatReleases()
            releaseVRRP()
        }
        vrrpConfiguration = next
        renameReleases(succession.renamed)
        // Who looks for an instance under its new name finds it.
        await routerNotices.allTaken()
    }

    private func makeVRRP(
        for configuration: Configuration, verdicts: [String: TrackingVerdict]
    ) async throws -> VRRPService {
        let events = self.events
        let problems = self.problems
        let fatal = self.fatal
        let startedAt = self.startedAt
        let notices = routerNotices
        let service = try VRRPService(
            logger: logger,
            onNotice: { happening in
                notices.post(happening)
                guard case .transition(let notice) = happening else { return }
                events.post(
                    .vrrp, notice.name, from: notice.from.rawValue, to: notice.to.rawValue, notice.reason)
                if notice.to == .fault {
                    problems.raise("vrrp_fault", at: notice.name.problemPlace, notice.reason)
                } else {
                    problems.settle("vrrp_fault", at: notice.name.problemPlace)
                }
            },
            onIncident: { incident in events.post(.vrrp, incident.name, incident.text, level: .warning) },
            onProblem: { problem in
                let place = problem.instance.problemPlace
                if let text = problem.text {
                    problems.raise(problem.code, at: place, text, level: .error)
                } else {
                    problems.settle(problem.code, at: place)
                }
            },
            onConflict: { conflict in
                // Whoever comes second leaves; later on the newcomer is the other one.
                if MonotonicClock.now - startedAt < Self.probation {
                    fatal.post(StartError("\(conflict)\(RunningKeepalived.hint); stop it first"))
                } else {
                    events.post(.vrrp, conflict.instance, "\(conflict)", level: .error)
                    problems.raise("vrrp_conflict", at: conflict.instance.problemPlace, "\(conflict)")
                }
            },
            onFailure: { error in fatal.post(StartError("VRRP has ended: \(error)")) }, recorder: recorder)
        do {
            try await configure(service, configuration, verdicts)
        } catch {
            await service.stop()
            throw StartError("VRRP cannot start: \(error)")
        }
        return service
    }

    private func configure(
        _ service: VRRPService, _ next: Configuration, _ verdicts: [String: TrackingVerdict]
    ) async throws {
        let names = RoutingNames.read()
        var unknown: [UnknownRoutingName] = []
        service.setThread(ThreadSettings(next.globals.vrrpThread))
        service.limitAnnouncements(by: AnnouncementLimits(next))
        service.describeFilter(FilterTable(next.globals.packetFilter))
        service.delayInterfaces(by: InterfacePatience.delays(of: next))
        service.setStatic(StaticSettings(next, names: names) { unknown.append($0) })
        try await service.configure(
            InstanceSettings.all(of: next, names: names, startupDelays: startupDelays) { unknown.append($0) },
            verdicts: verdicts)
        verdictDoor.open(to: service)
        // What trackers found meanwhile was for instances that were not there yet.
        await trackers.redeliver()
        problems.replace("routing_name", with: unknown.map { ("\($0.position)", "\($0)") })
    }

    /// How long the instances that are there at the start wait (`vrrp_startup_delay`, `vrrp_delay_after_boot`).
    static func startupDelays(of configuration: Configuration, at now: Instant) -> [String: Nanoseconds] {
        let globals = configuration.globals
        let delay = max(globals.startupDelay, globals.delayAfterBoot - (now - .zero))
        guard delay > .zero else { return [:] }
        return Dictionary(configuration.vrrpInstances.map { ($0.name, delay) }) { first, _ in first }
    }

    /// Instances that the configuration keeps from running are in FAULT for good.
    func reportRefusals() {
        problems.replace(
            "hmac_key",
            with: configuration.vrrpInstances.flatMap { instance in
                HMACSettings.unreadable(of: instance.hmac).map {
                    (instance.name.problemPlace, "the file of key \($0.id) at \($0.position) holds no key")
                }
            })
        problems.replace(
            "vrrp_refused",
            with: configuration.vrrpInstances.compactMap { instance in
                instance.refusal.map { (instance.name.problemPlace, $0) }
            })
    }

    /// Whether an instance of this name is configured.
    package func hasInstance(_ name: String) -> Bool { configuration.vrrpInstances.contains { $0.name == name } }

    /// Begins to record what goes into and out of the instances, or of one of them; nil where somebody records already.
    package nonisolated func record(instance: String?) -> RecordingReader? {
        recorder.begin().map { RecordingReader($0, of: instance) }
    }
}

extension Configuration {
    /// Whether there is something for the VRRP thread to do, which carries static entries, too.
    var needsVRRP: Bool { !vrrpInstances.isEmpty || hasStaticEntries }

    fileprivate var hasStaticEntries: Bool {
        !staticAddresses.isEmpty || !staticRoutes.isEmpty || !staticRules.isEmpty
    }
}
