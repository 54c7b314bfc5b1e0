import AgentStore
import ControlMessages
import Deadlines
import HealthChecker
import HealthProbes
import IPVSKit
package import Logging
import MailDelivery
package import NodeConfiguration
import Polling
import Scripts
import SystemWatch
import VRRPEngine
import VRRPTransport

/// A load-balancer node: owns the running configuration and the parts that carry it out.
///
/// It only puts together: VRRP has its thread, checks have theirs, the kernel's table its writer.
package actor Node {
    nonisolated let logger: Logger
    nonisolated let settings: NodeSettings
    nonisolated let problems: ProblemBoard
    package nonisolated let events: EventJournal
    nonisolated let recorder = VRRPRecorder()
    nonisolated let pools: ServicePools
    nonisolated let sysctls: IPVSSysctls
    nonisolated let connectionKeeping: ConnectionKeeping
    nonisolated let groups: ManagementGroups
    nonisolated let startedAt = MonotonicClock.now
    /// Something that this process must not live with; the daemon ends with its message.
    package nonisolated let fatal = NoticeBox<StartError>()
    /// Whom the configuration lets ask over the network, after the start and each reload.
    package nonisolated let networkAPI = NoticeBox<NetworkAPI?>()

    /// What runs.
    var configuration: Configuration
    /// The same with what is the file's and what is the topology's told apart.
    var joined: JoinedConfiguration
    var topology: LoadedTopology?
    var lastTopologyRefusal: String?
    nonisolated let topologyWatch: WatchStarter
    nonisolated let topologyFacts = NoticeBox<[WatchedFact]>()
    var source: ConfigurationSource
    var generation = 1
    var vrrp: VRRPService?
    /// What VRRP runs: not `configuration` while a reload is under way.
    var vrrpConfiguration: Configuration
    nonisolated let trackers: TrackingDesk
    nonisolated let notify: NotifyDesk
    nonisolated let alerts: AlertDesk
    private nonisolated let lifeScripts: LifeScripts
    /// The VRRP thread as the trackers reach it, who are there before it.
    nonisolated let verdictDoor: VerdictDoor
    nonisolated let routerNotices = NoticeBox<RouterNotice>()
    nonisolated let watchedFacts: NoticeBox<[WatchedFact]>
    nonisolated let serviceFacts = NoticeBox<[ServiceFact]>()
    nonisolated let watch: WatchStarter
    nonisolated let fileNumbers = FileNumbers()
    var tellingTasks: [Task<Void, Never>] = []
    var checks: CheckLoop?
    /// Which services' checks pause for want of an address.
    var suspension = CheckSuspension()
    var suspendedServices: Set<String> = []
    nonisolated let addressWatch: WatchStarter
    nonisolated let addressFacts = NoticeBox<[WatchedFact]>()
    var suspensionTask: Task<Void, Never>?
    var isStopping = false
    var releases: ReleasedInstances
    /// Reloads run one after the other. One that has not begun to read the file answers all who ask until it does.
    var reloadTurns = TurnQueue()
    var waitingReload: Task<ReloadMessage, Never>?
    /// A reload judges the table by what we know; whether somebody else had a hand in it is seen after it.
    var auditAfterReload: Task<Void, Never>?

    private let notices = NoticeBox<CheckNotice>()
    private var noticeTask: Task<Void, Never>?
    private var isReleased = false
    nonisolated let startupDelays: [String: Nanoseconds]
    /// What a predecessor left; read and removed before anything else is done.
    private let savedRoles: SavedRoles

    /// - Parameters:
    ///   - file: the configuration to start with, free of errors.
    ///   - connect: opens a connection to IPVS; nil for the kernel's, in the namespace of the settings.
    package init(
        _ file: ConfigurationFile, settings: NodeSettings, logger: Logger,
        connect: KernelDoor? = nil
    ) {
        self.settings = settings
        self.logger = logger
        let events = EventJournal(logger: logger)
        self.events = events
        problems = ProblemBoard(events: events)
        let registryPath = settings.stateDirectory.map { $0 + "/agents.sqlite" }
        groups = ManagementGroups(events: events, problems: problems) {
            try registryPath.map { SQLiteRegistry(path: $0, executor: try ThreadExecutor(name: "registry")) }
        }
        source = file.source
        let namespace = settings.namespaces.ipvs
        let connect = connect ?? Self.kernelDoor(in: namespace)
        let sysctls = IPVSSysctls(
            logger: logger, problems: problems, events: events, files: SysctlFiles(in: namespace)
        ) {
            _ = try? IPVSClient(in: namespace)
        }
        self.sysctls = sysctls
        pools = ServicePools(
            logger: logger, problems: problems, events: events, runtimeDirectory: settings.runtimeDirectory,
            // The settings left with the module, as the table did.
            onReturn: { Task { await sysctls.audit() } }
        ) {
            try TableWriter(executor: try ThreadExecutor(name: "ipvs"), connect: connect)
        }
        connectionKeeping = ConnectionKeeping(problems: problems, events: events) { [pools] in
            try await pools.kernelWriter()
        }
        let door = VerdictDoor()
        verdictDoor = door
        let facts = NoticeBox<[WatchedFact]>()
        watchedFacts = facts
        let watch = WatchStarter(problems: problems) { facts.post([$0]) }
        self.watch = watch
        let runner = ScriptRunner()
        lifeScripts = LifeScripts(runner: runner, events: events)
        trackers = TrackingDesk(
            runner: runner, events: events, problems: problems, watch: { watch.configure($0) },
            deliver: { verdict, name in door.track(verdict, of: name) })
        let alerts = AlertDesk(client: SMTPClient(), events: events, problems: problems)
        self.alerts = alerts
        notify = NotifyDesk(runner: runner, events: events, problems: problems, mail: alerts)
        let configuration = settings.restricted(file.outcome.configuration)
        self.configuration = configuration
        vrrpConfiguration = configuration
        joined = JoinedConfiguration(configuration)
        let topologyFacts = self.topologyFacts
        topologyWatch = WatchStarter(problems: problems) { topologyFacts.post([$0]) }
        let addressFacts = self.addressFacts
        addressWatch = WatchStarter(problems: problems) { addressFacts.post([$0]) }
        startupDelays = Self.startupDelays(of: configuration, at: startedAt)
        savedRoles = SavedRoles.take(from: settings.runtimeDirectory)
        releases = ReleasedInstances.read(from: settings.runtimeDirectory)
        problems.replace("left_out", with: file.omissions)
    }

    private static func kernelDoor(in namespace: OpenNamespace?) -> KernelDoor {
        { () throws(IPVSError) in try IPVSClient(in: namespace) }
    }

    /// Brings everything up: the IPVS table first, so that a VIP never arrives before its services.
    ///
    /// - Parameter isStopAsked: whether the daemon was asked to end in the meantime.
    /// - Returns: false where it was; everything is given back then.
    package func start(
        unless isStopAsked: @escaping @Sendable () -> Bool = { false }
    ) async throws(StartError) -> Bool {
        await loadTopology()
        try checkPrerequisites(of: configuration)
        await runStartupScript(unless: isStopAsked)
        takeNotices()
        await takeTracking()
        followAddresses()
        raiseReleases()
        do {
            try await startVRRP()
            await sysctls.configure(configuration)
            await connectionKeeping.configure(configuration.globals)
            try await withReleaseDeadline {
                try await pools.configure(
                    configuration.virtualServers, flushing: configuration.globals.flushesAtStart,
                    tellingStarts: configuration.globals.notifiesInitialServers,
                    expectingMore: configuration.topology != nil)
            }
            await pools.prune(flushing: configuration.globals.flushesAtStart)
            await pools.audit(every: configuration.globals.auditInterval)
            guard !isStopAsked() else {
                await stop(keep: false)
                return false
            }
            releaseVRRP()
            problems.settle("services_late", at: nil)
            reportRefusals()
            await groups.configure(configuration.managementServerGroups)
            try configureChecks(configuration)
            followTopology()
        } catch {
            await stop(keep: false)
            throw StartError("\(error)")
        }
        return true
    }

    /// Tells that all is up and questions are answered.
    package func tellStarted() {
        networkAPI.post(configuration.api)
        events.post(.reload, settings.file, to: "generation \(generation)", "started, version \(ProgramVersion.text)")
    }

    /// Takes over what is wrong with serving the network; nil where nothing is.
    package nonisolated func noteNetworkAPI(_ problem: String?) {
        if let problem {
            problems.raise("api", at: "api", problem, level: .error)
        } else {
            problems.settle("api", at: "api")
        }
    }

    /// Gives everything back, in the order in which clients see silence for a moment rather than resets: addresses
    /// first, then the IPVS entries.
    ///
    /// - Parameter keep: leave addresses, entries and the peers' belief that this node lives to a successor.
    package func stop(keep: Bool) async {
        isStopping = true
        events.post(
            .reload, settings.file, from: "generation \(generation)", to: "stopping",
            keep ? "all is left to a successor" : "everything is given back")
        if keep { await saveRoles() }
        // First, for nothing may delay the farewell. A reload that runs finds VRRP stopped and fails.
        let ending: VRRPEnding =
            settings.keepsAddresses ? .leaveForGood : keep ? .leaveToSuccessor : .giveBack
        await vrrp?.stop(ending)
        await takeReloadTurn()
        defer { reloadTurns.pass() }
        // Where that reload had just started it.
        await vrrp?.stop(ending)
        if !keep, !settings.keepsTable { await pools.tellEnd() }
        await stopTracking(keep: keep)
        await checks?.stop()
        notices.close()
        await noticeTask?.value
        await groups.stop()
        await sysctls.stop()
        await connectionKeeping.stop(keep: keep)
        if keep || settings.keepsTable {
            await pools.leave()
        } else {
            await pools.clear(flushing: configuration.globals.flushesAtStop)
        }
        if !keep { await runShutdownScript() }
        fatal.close()
        networkAPI.close()
    }

    /// Sets the counters of VRRP to zero.
    package func clearCounters() {
        vrrp?.clearCounters()
    }

    func takeReloadTurn() async {
        guard !reloadTurns.takeIfFree() else { return }
        await withCheckedContinuation { reloadTurns.wait($0) }
    }

    /// Lets VRRP leave INIT, once; instances that a predecessor kept as master go on as such.
    func releaseVRRP() {
        // A node may get its first instance by a reload.
        guard !isReleased, let vrrp else { return }
        isReleased = true
        let resuming = savedRoles.masters(among: RouterSettings.all(of: configuration), at: MonotonicClock.now)
        for name in resuming.sorted() {
            events.post(.vrrp, name, "goes on as master, for no peer had the time to take over", level: .info)
        }
        vrrp.release(resuming: resuming)
    }

    /// Makes the checks of a configuration the ones that run.
    func configureChecks(_ configuration: Configuration) throws {
        let specifications = CheckSpecification.all(of: configuration)
        raiseDescriptorLimit(for: configuration)
        reportTLSFiles(of: configuration)
        if checks == nil {
            guard !specifications.isEmpty else {
                configureSuspension(configuration)
                return
            }
            let notices = self.notices
            // The start time spreads the checks of nodes that started together apart.
            let seed = UInt64(bitPattern: startedAt.nanoseconds)
            let events = self.events
            let checks = try CheckLoop(logger: logger, seed: seed) {
                notices.post($0)
            } onLeftInPeace: { key in
                events.post(
                    .check, "\(key)", from: "kept connection", to: "left in peace",
                    "the server has closed its idle connection twice and answers; none is kept until its KEEP_OPEN block changes",
                    level: .warning)
            }
            fileNumbers.open(to: checks)
            self.checks = checks
        }
        configureSuspension(configuration)
        let programs = CheckPrograms(configuration)
        problems.replace("check_script_refused", with: programs.refusals)
        problems.replace("check_script_insecure", with: programs.objections)
        checks?.run(programs.commands, loggingAllFailures: configuration.globals.logsAllFailures)
        checks?.configure(specifications, tls: TLSFiles(configuration.tls))
    }

    private func takeNotices() {
        let notices = self.notices
        let pools = self.pools
        let groups = self.groups
        noticeTask = Task { [weak self] in
            await notices.forEachBatch { batch in
                let refused = await pools.record(batch) + groups.record(batch)
                if !refused.isEmpty { await self?.checks?.takeBack(refused) }
            }
        }
    }

    private func runStartupScript(unless isStopAsked: @escaping @Sendable () -> Bool) async {
        let globals = configuration.globals
        await lifeScripts.run(
            globals.startupScript, "startup_script", policy: ScriptLocator.Policy(globals), unless: isStopAsked)
    }

    private func runShutdownScript() async {
        let globals = configuration.globals
        await lifeScripts.run(globals.shutdownScript, "shutdown_script", policy: ScriptLocator.Policy(globals))
    }

    private func saveRoles() async {
        let masters = await vrrp?.snapshot().filter { $0.state == .master }.map(\.settings.name) ?? []
        do {
            try SavedRoles(stoppedAt: MonotonicClock.now, masters: masters).write(to: settings.runtimeDirectory)
        } catch {
            logger.warning("a successor will not know its roles: \(error)")
        }
    }

    /// Runs `work`, and lets VRRP start without it when it takes longer than `vrrp_wait_for_services`.
    private func withReleaseDeadline(_ work: () async throws -> Void) async throws {
        let limit = configuration.globals.vrrpWaitForServices
        let problems = self.problems
        let patience = Task {
            try await Task.sleep(for: .nanoseconds(limit.count))
            problems.raise(
                "services_late", at: nil,
                "VRRP starts before the IPVS table is complete, which it is not after \(limit)",
                level: .warning)
            self.releaseVRRP()
        }
        defer { patience.cancel() }
        try await work()
    }
}

extension NodeSettings {
    /// Leaves out the half that is not to run.
    func restricted(_ configuration: Configuration) -> Configuration {
        var configuration = configuration
        if !runsVRRP {
            configuration.vrrpInstances = []
            configuration.globals.syncDaemon = nil
            (configuration.staticAddresses, configuration.staticRoutes, configuration.staticRules) = ([], [], [])
        }
        if !runsServices {
            configuration.virtualServers = []
            configuration.topology = nil
            configuration.globals.ipvsSysctls = []
            configuration.globals.connectionTimeouts = nil
            configuration.globals.flushesAtStart = false
            configuration.globals.flushesAtStop = false
        }
        return configuration
    }
}
