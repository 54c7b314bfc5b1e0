package import ControlMessages
import Deadlines
import HealthChecker
import HealthProbes
import IPVSKit
import Logging
import NodeConfiguration
import SystemWatch
import Topology

/// Services that follow a topology: what comes from its file or over the control API is applied as a plan, while all
/// else runs on.
extension Node {
    private static let problemCode = "topology"
    private static let unreadableCode = "topology_refused"
    private static let unsavedCode = "topology_not_saved"
    /// So many warnings are told one by one.
    private static let mostWarnings = 100

    /// Takes in the topology that is there, before anything is started.
    func loadTopology() async {
        // A document that is put here already comes after it.
        await takeReloadTurn()
        defer { reloadTurns.pass() }
        topology = await readTopology(of: configuration)
        joined = JoinedConfiguration(configuration, topology?.document)
        configuration = joined.whole
    }

    /// Begins to take in what becomes of the topology's file.
    func followTopology() {
        tellTopology(after: nil)
        watchTopology()
        Task { [weak self, topologyFacts] in
            await topologyFacts.forEachBatch { _ in await self?.topologyFileChanged() }
        }
    }

    /// The topology of a configuration, read anew; the one that is there where the new one is no good.
    ///
    /// Whoever calls has the reload's turn, so that no other document comes in while this one is read.
    func readTopology(of file: Configuration) async -> LoadedTopology? {
        guard let source = source(of: file) else { return nil }
        let current = source == self.source(of: joined.file) ? topology : nil
        do throws(TopologyError) {
            guard let loaded = try await source.read(after: topology) else {
                settleRefusal()
                return current
            }
            settleRefusal()
            return loaded.isSame(as: current) ? current : loaded
        } catch {
            tellRefusal(error, keeping: current != nil)
            return current
        }
    }

    /// The topology that a reload would find, and why it is not known where it is not.
    ///
    /// - Parameter seesAll: whether a file may be opened that is not the one in force.
    func topologyToPlan(
        of file: Configuration, seesAll: Bool
    ) async -> (topology: LoadedTopology?, trouble: DiagnosticEntry?) {
        guard let settings = file.topology, let source = source(of: file) else { return (nil, nil) }
        let isInForce = source == self.source(of: joined.file)
        func trouble(_ message: String) -> DiagnosticEntry {
            let place = settings.position
            return DiagnosticEntry(
                severity: .warning, file: place.file, line: place.line, column: place.column, message: message)
        }
        guard isInForce || seesAll else {
            let message =
                "the topology in \(source.description) is not looked at, for only root may see it; what runs is taken in its place"
            return (topology, trouble(message))
        }
        let current = isInForce ? topology : nil
        do throws(TopologyError) {
            return (try await source.read(after: topology) ?? current, nil)
        } catch {
            let outcome = current == nil ? "no service of a topology would be there" : "the last good one would stay"
            return (current, trouble("\(error); \(outcome)"))
        }
    }

    /// Has the topology's file watched.
    func watchTopology() {
        var list = WatchList()
        if let path = joined.file.topology?.file {
            list.files = [WatchList.File(name: path, path: path, kind: .document)]
        }
        topologyWatch.configure(list)
    }

    /// Takes in that the topology's file may be another one.
    func topologyFileChanged() async {
        await takeReloadTurn()
        defer { reloadTurns.pass() }
        guard !isStopping, let source = source(of: joined.file), source.file != nil else { return }
        do {
            let loaded = try await source.read(after: topology)
            settleRefusal()
            // The turn keeps other documents out; a stop may have begun.
            guard !isStopping, let loaded, !loaded.isSame(as: topology) else { return }
            _ = try await follow(loaded)
        } catch let error as TopologyError {
            tellRefusal(error, keeping: topology != nil)
        } catch {
            tellFailure(error)
        }
    }

    /// `PUT /v1/topology`
    package func putTopology(_ bytes: [UInt8]) async throws(ControlError) -> TopologyChangeMessage {
        await takeReloadTurn()
        defer { reloadTurns.pass() }
        try refuseWhileStopping()
        guard let source = source(of: joined.file) else {
            throw ControlError(
                status: 409, code: "no_topology", message: "\(settings.file) has no 'topology' block")
        }
        if let file = source.file {
            throw ControlError(
                status: 409, code: "topology_from_file",
                message:
                    "the topology comes from \(file), which is watched; take 'file' out of the block to put it here")
        }
        let loaded: LoadedTopology
        do throws(TopologyError) {
            loaded = try await TopologySource.decode(bytes, from: TopologySource.overAPI, after: topology)
        } catch {
            events.post(.topology, error.source, to: "refused", "\(error)", level: .error)
            return TopologyChangeMessage(
                asOf: WallClock.now, applied: false, diagnostics: [error.diagnostic],
                error: ErrorEntry(code: "topology_invalid", message: "\(error); the last good one stays in force"))
        }
        // The turn keeps other documents out; a stop may have begun.
        try refuseWhileStopping()
        do {
            let changes = try await follow(loaded)
            let warnings = joined.plan.warnings.map(TopologyWarningEntry.init)
            let failure = await save(loaded, for: source)
            return TopologyChangeMessage(
                asOf: WallClock.now, applied: true, changes: changes, warnings: (failure.map { [$0] } ?? []) + warnings)
        } catch {
            tellFailure(error)
            throw ControlError(status: 500, code: "apply_failed", message: "\(error); what ran before runs on")
        }
    }

    /// Tells what the plan in force could not build, and no longer what is mended.
    func tellTopology(after old: TopologyPlan?) {
        let warnings = joined.plan.warnings
        let known = Set(old?.warnings ?? [])
        for warning in warnings.prefix(Self.mostWarnings) where !known.contains(warning) {
            events.post(
                .topology, warning.service, to: warning.code.rawValue, warning.message,
                level: warning.severity == .error ? .error : .warning)
        }
        problems.replace(
            Self.problemCode,
            with: warnings.prefix(Self.mostWarnings).map { ("\($0.code.rawValue) \($0.object)", $0.message) }
                + (warnings.count > Self.mostWarnings
                    ? [("more", "\(warnings.count - Self.mostWarnings) more; GET /v1/topology has all")] : []))
    }

    /// Where the topology comes from, for people; nil where there is none.
    var topologySourceText: String? { source(of: joined.file)?.description }

    private func source(of file: Configuration) -> TopologySource? {
        file.topology.map { TopologySource($0, stateDirectory: settings.stateDirectory ?? settings.runtimeDirectory) }
    }

    /// Makes a topology the one in force, all of it or nothing, and answers with what changed.
    private func follow(_ loaded: LoadedTopology) async throws -> [ChangeEntry] {
        let next = JoinedConfiguration(joined.file, loaded.document, after: joined)
        let changes = ConfigurationChanges.between(configuration, and: next.whole)
        if !changes.isEmpty {
            do {
                try await applyServices(of: next)
            } catch {
                if !isStopping { await goBack() }
                throw error
            }
        }
        let old = joined.plan
        topology = loaded
        joined = next
        configuration = next.whole
        events.post(
            .topology, source(of: next.file)?.description ?? "", from: old.summary, to: next.plan.summary,
            "in force with \(changes.count) change\(changes.count == 1 ? "" : "s")")
        tellTopology(after: old)
        return changes
    }

    /// New services come before their addresses, and old ones leave after theirs. The checks of services that stay as
    /// they are go on untouched.
    private func applyServices(of next: JoinedConfiguration) async throws {
        try await pools.configure(
            next.whole.virtualServers, tellingStarts: next.whole.globals.notifiesInitialServers)
        guard !isStopping else { throw StartError("the daemon is stopping") }
        if next.whole.vrrpInstances != configuration.vrrpInstances {
            // A topology's services have no scripts of their own.
            try await configureVRRP(next.whole, await configureTelling(next.whole))
        }
        if let checks {
            configureSuspension(next.whole)
            let changed = next.changedServices(since: joined)
            raiseDescriptorLimit(for: next.whole)
            checks.configure(
                changed.after.flatMap(CheckSpecification.all(of:)),
                of: Set((changed.before + changed.after).map { ServiceName($0).description }))
        } else {
            try configureChecks(next.whole)
        }
        await pools.prune()
    }

    private func refuseWhileStopping() throws(ControlError) {
        guard isStopping else { return }
        throw ControlError(status: 409, code: "stopping", message: "the daemon is stopping")
    }

    /// - Returns: what to tell whoever brought it; nil where it is saved.
    private func save(_ loaded: LoadedTopology, for source: TopologySource) async -> TopologyWarningEntry? {
        do {
            try await source.save(loaded)
            problems.settleAll(Self.unsavedCode)
            return nil
        } catch {
            let text = "\(error); the next start may not know this topology"
            problems.replace(Self.unsavedCode, with: [(error.path, text)])
            return TopologyWarningEntry(code: Self.unsavedCode, message: text, service: "")
        }
    }

    private func settleRefusal() {
        lastTopologyRefusal = nil
        problems.settleAll(Self.unreadableCode)
    }

    private func tellRefusal(_ error: TopologyError, keeping keeps: Bool) {
        let text = "\(error)"
        if lastTopologyRefusal != text {
            events.post(.topology, error.source, to: "refused", text, level: .error)
        }
        lastTopologyRefusal = text
        problems.replace(
            Self.unreadableCode,
            with: [(error.source, keeps ? "\(text); the last good one stays in force" : text)])
    }

    private func tellFailure(_ error: any Error) {
        events.post(.topology, source(of: joined.file)?.description ?? "", to: "not applied", "\(error)", level: .error)
    }
}

extension TopologyPlan {
    fileprivate var summary: String {
        "\(services.count) virtual services, \(services.reduce(0) { $0 + $1.servers.count }) real servers"
    }
}
