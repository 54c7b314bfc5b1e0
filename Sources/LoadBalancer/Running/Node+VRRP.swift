import ControlMessages
import Deadlines
import Logging
import NodeConfiguration
import Polling
import VRRPEngine
import VRRPTransport

extension Node {
    /// How long after its start a node gives way to another VRRP daemon of the same virtual router on this host.
    private static let probation = Nanoseconds.seconds(60)

    /// What must hold before anything of a configuration is carried out.
    func checkPrerequisites(of configuration: Configuration) throws(StartError) {
        var wanted: [Capability] = []
        let hasServices = !configuration.virtualServers.isEmpty || configuration.topology != nil
        if hasServices || !configuration.vrrpInstances.isEmpty { wanted.append(.netAdmin) }
        if !configuration.vrrpInstances.isEmpty { wanted.append(.netRaw) }
        let missing = Capability.missing(from: wanted).map(\.name).joined(separator: " and ")
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
        let verdicts = await configureTrackers(configuration)
        guard !configuration.vrrpInstances.isEmpty else { return }
        vrrp = try await makeVRRP(for: configuration, verdicts: verdicts)
    }

    /// Makes the instances of a configuration the ones that run.
    func configureVRRP(_ next: Configuration) async throws {
        let gone = Set(configuration.runningInstances).subtracting(next.runningInstances)
        let farewells = await notify.farewells(of: configuration.runningInstances.filter(gone.contains))
        let verdicts = await configureTrackers(next)
        if let vrrp {
            try await configure(vrrp, next, verdicts)
        } else if !next.vrrpInstances.isEmpty {
            vrrp = try await makeVRRP(for: next, verdicts: verdicts)
            releaseVRRP()
        }
        await notify.tell(farewells)
        await notify.writeStates()
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
                    problems.raise("vrrp_fault", at: "vrrp_instance \(notice.name)", notice.reason)
                } else {
                    problems.settle("vrrp_fault", at: "vrrp_instance \(notice.name)")
                }
            },
            onIncident: { incident in events.post(.vrrp, incident.name, incident.text, level: .warning) },
            onConflict: { conflict in
                // Whoever comes second leaves; later on the newcomer is the other one.
                if MonotonicClock.now - startedAt < Self.probation {
                    fatal.post(StartError("\(conflict)\(RunningKeepalived.hint); stop it first"))
                } else {
                    events.post(.vrrp, conflict.instance, "\(conflict)", level: .error)
                    problems.raise("vrrp_conflict", at: "vrrp_instance \(conflict.instance)", "\(conflict)")
                }
            },
            onFailure: { error in fatal.post(StartError("VRRP has ended: \(error)")) }, recorder: recorder)
        do {
            try await configure(service, configuration, verdicts)
        } catch {
            await service.stop()
            throw StartError("VRRP cannot start: \(error)")
        }
        verdictDoor.open(to: service)
        // What came between.
        for (name, verdict) in await trackers.verdicts { service.track(verdict, of: name) }
        return service
    }

    private func configure(
        _ service: VRRPService, _ next: Configuration, _ verdicts: [String: TrackingVerdict]
    ) async throws {
        let names = RoutingNames.read()
        var unknown: [UnknownRoutingName] = []
        service.setThread(ThreadSettings(next.globals.vrrpThread))
        service.limitAnnouncements(by: AnnouncementLimits(next))
        service.setStatic(StaticSettings(next, names: names) { unknown.append($0) })
        try await service.configure(
            InstanceSettings.all(of: next, names: names, startupDelays: startupDelays) { unknown.append($0) },
            verdicts: verdicts)
        problems.replace("routing_name", with: unknown.map { ("\($0.position)", "the line is left out: \($0)") })
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
                    ("vrrp_instance \(instance.name)", "the file of key \($0.id) at \($0.position) holds no key")
                }
            })
        problems.replace(
            "vrrp_refused",
            with: configuration.vrrpInstances.compactMap { instance in
                instance.refusal.map { ("vrrp_instance \(instance.name)", $0) }
            })
    }

    /// Begins to record what goes into and out of the instances, or of one of them; nil where somebody records already.
    package nonisolated func record(instance: String?) -> RecordingReader? {
        recorder.begin().map { RecordingReader($0, of: instance) }
    }
}
