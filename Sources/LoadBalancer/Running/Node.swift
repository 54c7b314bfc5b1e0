package import ControlMessages
import Deadlines
import HealthChecker
import HealthProbes
import IPVSKit
package import Logging
package import NodeConfiguration
import Polling
import VRRPEngine
import VRRPTransport

/// A load-balancer node: owns the running configuration and the parts that carry it out.
///
/// It only puts together: VRRP has its thread, checks have theirs, the kernel's table its writer.
package actor Node {
    nonisolated let logger: Logger
    nonisolated let settings: NodeSettings
    nonisolated let problems = ProblemBoard()
    nonisolated let pools: ServicePools
    nonisolated let groups: ManagementGroups
    nonisolated let startedAt = MonotonicClock.now

    /// How long after its start a node gives way to another VRRP daemon of the same virtual router on this host.
    private static let probation = Nanoseconds.seconds(60)

    private let notices = NoticeBox<CheckNotice>()
    /// Something that this process must not live with; the daemon ends with its message.
    package nonisolated let fatal = NoticeBox<StartError>()

    private(set) var configuration = Configuration()
    private(set) var source: ConfigurationSource
    private(set) var generation = 1
    private(set) var vrrp: VRRPService?
    private(set) var checks: CheckLoop?
    private var noticeTask: Task<Void, Never>?
    /// Reloads run one after the other. One that has not begun to read the file answers all who ask until it does.
    private var reloadTurns = TurnQueue()
    private var waitingReload: Task<ReloadMessage, Never>?
    private var isStopping = false

    /// - Parameter file: the configuration to start with, free of errors.
    package init(_ file: ConfigurationFile, settings: NodeSettings, logger: Logger) {
        self.settings = settings
        self.logger = logger
        source = file.source
        let problems = self.problems
        pools = ServicePools(logger: logger, problems: problems) {
            try TableWriter(executor: ThreadExecutor(name: "ipvs"))
        }
        groups = ManagementGroups()
        configuration = settings.restricted(file.outcome.configuration)
    }

    /// Brings everything up: the IPVS table first, so that a VIP never arrives before its services.
    package func start() async throws(StartError) {
        try checkCapabilities()
        if !configuration.vrrpInstances.isEmpty, let other = RunningKeepalived.byPIDFile() {
            throw StartError("\(other) runs in this network namespace; stop it first: systemctl stop keepalived")
        }
        let notices = self.notices
        let pools = self.pools
        noticeTask = Task {
            await notices.forEachBatch { await pools.record($0) }
        }
        try await startVRRP()
        do {
            try await withReleaseDeadline { try await pools.configure(self.configuration.virtualServers) }
        } catch {
            await vrrp?.stop()
            throw StartError("\(error)")
        }
        vrrp?.release()
        reportRefusals()
        await groups.configure(configuration.managementServerGroups)
        do {
            try startChecks()
        } catch {
            await stop(keep: false)
            throw StartError("the health checks cannot start: \(error)")
        }
    }

    private func checkCapabilities() throws(StartError) {
        var wanted: [Capability] = []
        if !configuration.virtualServers.isEmpty || !configuration.vrrpInstances.isEmpty { wanted.append(.netAdmin) }
        if !configuration.vrrpInstances.isEmpty { wanted.append(.netRaw) }
        let missing = Capability.missing(from: wanted).map(\.name).joined(separator: " and ")
        guard missing.isEmpty else {
            throw StartError(
                "\(missing) is missing; run as root, or grant it with AmbientCapabilities= in the unit")
        }
    }

    /// Gives everything back, in the order in which clients see silence for a moment rather than resets: addresses
    /// first, then the IPVS entries.
    ///
    /// - Parameter keep: leave addresses, entries and the peers' belief that this node lives to a successor.
    package func stop(keep: Bool) async {
        isStopping = true
        // First, for nothing may delay the farewell. A reload that runs finds VRRP stopped and fails.
        await vrrp?.stop(keep: keep || settings.keepsAddresses)
        await takeReloadTurn()
        defer { reloadTurns.pass() }
        await checks?.stop()
        notices.close()
        await noticeTask?.value
        if !keep, !settings.keepsTable { await pools.clear() }
        fatal.close()
    }

    /// Reads the configuration again and applies what differs. A file with errors changes nothing.
    package func reload() async throws(ControlError) -> ReloadMessage {
        guard !isStopping else {
            throw ControlError(status: 409, code: "stopping", message: "the daemon is stopping")
        }
        if let waitingReload { return await waitingReload.value }
        let reload = Task {
            await takeReloadTurn()
            defer { reloadTurns.pass() }
            waitingReload = nil
            return await reloadNow()
        }
        waitingReload = reload
        return await reload.value
    }

    private func takeReloadTurn() async {
        guard !reloadTurns.takeIfFree() else { return }
        await withCheckedContinuation { reloadTurns.wait($0) }
    }

    private func reloadNow() async -> ReloadMessage {
        guard !isStopping else { return refused([], because: "the daemon is stopping") }
        let file: ConfigurationFile
        do {
            file = try ConfigurationFile.load(settings.file, lenient: settings.lenientAlways)
        } catch {
            return refused([], because: "\(error)")
        }
        let diagnostics = file.outcome.diagnostics.map(DiagnosticEntry.init)
        for diagnostic in file.outcome.diagnostics { logger.log(diagnostic) }
        guard !file.outcome.hasErrors else {
            let count = diagnostics.count { $0.severity == .error }
            return refused(diagnostics, because: "\(settings.file) has \(count) error\(count == 1 ? "" : "s")")
        }
        let next = settings.restricted(file.outcome.configuration)
        let changes = ConfigurationChanges.between(configuration, and: next)
        do {
            try await apply(next)
        } catch {
            return refused(diagnostics, because: "\(error)")
        }
        configuration = next
        reportRefusals()
        source = file.source
        generation += 1
        problems.settle("reload_failed", at: nil)
        logger.notice("configuration \(generation) is in force: \(changes.count) changes")
        return ReloadMessage(
            asOf: WallClock.now, generation: generation, applied: true, changes: changes, diagnostics: diagnostics)
    }

    private func apply(_ next: Configuration) async throws {
        try await pools.configure(next.virtualServers)
        if vrrp == nil, !next.vrrpInstances.isEmpty {
            vrrp = try makeVRRP()
            vrrp?.release()
        }
        try await vrrp?.configure(RouterSettings.all(of: next))
        let specifications = next.virtualServers.flatMap(CheckSpecification.all)
        if checks == nil, !specifications.isEmpty { checks = try makeChecks() }
        checks?.configure(specifications)
        await groups.configure(next.managementServerGroups)
    }

    /// Instances that the configuration keeps from running are in FAULT for good.
    private func reportRefusals() {
        problems.settleAll("vrrp_refused")
        for instance in configuration.vrrpInstances {
            guard let reason = instance.refusal else { continue }
            problems.raise("vrrp_refused", at: "vrrp_instance \(instance.name)", reason)
        }
    }

    private func refused(_ diagnostics: [DiagnosticEntry], because reason: String) -> ReloadMessage {
        logger.error("the configuration was not reloaded, the old one stays in force: \(reason)")
        problems.raise("reload_failed", at: nil, "the last reload failed, an older configuration runs: \(reason)")
        return ReloadMessage(
            asOf: WallClock.now, generation: generation, applied: false, changes: [], diagnostics: diagnostics,
            error: ErrorEntry(code: "configuration_invalid", message: reason))
    }

    private func startVRRP() async throws(StartError) {
        guard !configuration.vrrpInstances.isEmpty else { return }
        do {
            let service = try makeVRRP()
            try await service.configure(RouterSettings.all(of: configuration))
            vrrp = service
        } catch {
            throw StartError("VRRP cannot start: \(error)")
        }
    }

    private func makeVRRP() throws -> VRRPService {
        let logger = self.logger
        let problems = self.problems
        let fatal = self.fatal
        return try VRRPService(
            logger: logger,
            onTransition: { notice in
                logger.notice("\(notice.name): \(notice.from.rawValue) to \(notice.to.rawValue), \(notice.reason)")
                if notice.to == .fault {
                    problems.raise("vrrp_fault", at: "vrrp_instance \(notice.name)", notice.reason)
                } else {
                    problems.settle("vrrp_fault", at: "vrrp_instance \(notice.name)")
                }
            },
            onConflict: { [startedAt] conflict in
                // Whoever comes second leaves; later on the newcomer is the other one.
                if MonotonicClock.now - startedAt < Self.probation {
                    fatal.post(StartError("\(conflict)\(RunningKeepalived.hint); stop it first"))
                } else {
                    logger.error("\(conflict)")
                    problems.raise("vrrp_conflict", at: "vrrp_instance \(conflict.instance)", "\(conflict)")
                }
            })
    }

    private func startChecks() throws {
        let specifications = configuration.virtualServers.flatMap(CheckSpecification.all)
        guard !specifications.isEmpty else { return }
        let loop = try makeChecks()
        checks = loop
        loop.configure(specifications)
    }

    private func makeChecks() throws -> CheckLoop {
        let notices = self.notices
        // The start time spreads the checks of nodes that started together apart.
        return try CheckLoop(logger: logger, seed: UInt64(bitPattern: startedAt.nanoseconds)) { notices.post($0) }
    }

    /// Runs `work`, and lets VRRP start without it when it takes longer than `vrrp_wait_for_services`.
    private func withReleaseDeadline(_ work: () async throws -> Void) async throws {
        let vrrp = self.vrrp
        let limit = configuration.globals.vrrpWaitForServices
        let logger = self.logger
        let problems = self.problems
        let patience = Task {
            try await Task.sleep(for: .nanoseconds(limit.count))
            logger.warning("the IPVS table is not complete after \(limit); VRRP starts without it")
            problems.raise("services_late", at: nil, "VRRP started before the IPVS table was complete")
            vrrp?.release()
        }
        defer { patience.cancel() }
        try await work()
    }
}

extension NodeSettings {
    /// Leaves out the half that is not to run.
    func restricted(_ configuration: Configuration) -> Configuration {
        var configuration = configuration
        if !runsVRRP { configuration.vrrpInstances = [] }
        if !runsServices { configuration.virtualServers = [] }
        return configuration
    }
}

extension Logger {
    /// A problem in a configuration file, with its place.
    package func log(_ diagnostic: Diagnostic) {
        log(
            level: diagnostic.severity == .error ? .error : .warning,
            "\(diagnostic.position): \(diagnostic.severity.rawValue): \(diagnostic.message)")
    }
}

extension DiagnosticEntry {
    package init(_ diagnostic: Diagnostic) {
        self.init(
            severity: diagnostic.severity == .error ? .error : .warning, file: diagnostic.position.file,
            line: diagnostic.position.line, column: diagnostic.position.column, message: diagnostic.message,
            suggestion: diagnostic.suggestion)
    }
}
