package import ControlMessages
import Logging
package import NodeConfiguration

extension Node {
    private static let noWayBack = "rollback_failed"

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
            // It would only hold the reload up, which has the table looked at itself.
            auditAfterReload?.cancel()
            defer { auditAfterReload = Task { [pools] in await pools.audit() } }
            return await reloadNow()
        }
        waitingReload = reload
        return await reload.value
    }

    private func reloadNow() async -> ReloadMessage {
        guard !isStopping else { return refused([], .stopping, because: "the daemon is stopping") }
        let file: ConfigurationFile
        do {
            file = try ConfigurationFile.load(settings.file, lenient: settings.lenient, in: settings.environment)
        } catch {
            return refused([], .configurationInvalid, because: "\(error)")
        }
        let diagnostics = file.outcome.diagnostics.map(DiagnosticEntry.init)
        for diagnostic in file.outcome.diagnostics { logger.log(diagnostic) }
        guard !file.outcome.hasErrors else {
            let count = diagnostics.count { $0.severity == .error }
            return refused(
                diagnostics, .configurationInvalid,
                because: "\(settings.file) has \(count) error\(count == 1 ? "" : "s")")
        }
        let fixed = changesOfNamespaces(in: file.outcome.configuration)
        for diagnostic in fixed { logger.log(diagnostic) }
        if let first = fixed.first {
            return refused(
                diagnostics + fixed.map(DiagnosticEntry.init), .restartNeeded, because: first.message)
        }
        let plain = settings.restricted(file.outcome.configuration)
        let nextTopology = await readTopology(of: plain)
        guard !isStopping else { return refused(diagnostics, .stopping, because: "the daemon is stopping") }
        let nextJoined = JoinedConfiguration(plain, nextTopology?.document, after: joined)
        let next = nextJoined.whole
        do {
            try checkPrerequisites(of: next)
            try await apply(next)
        } catch {
            if !isStopping { await goBack() }
            return refused(diagnostics, .applyFailed, because: "\(error)")
        }
        let changes = ConfigurationChanges.between(configuration, and: next)
        let oldPlan = joined.plan
        (configuration, joined, topology) = (next, nextJoined, nextTopology)
        tellTopology(after: oldPlan)
        watchTopology()
        source = file.source
        networkAPI.post(configuration.api)
        generation += 1
        events.post(
            .reload, settings.file, from: "generation \(generation - 1)", to: "generation \(generation)",
            "in force with \(changes.count) change\(changes.count == 1 ? "" : "s")")
        reportRefusals()
        problems.settle("reload_failed", at: nil)
        problems.settleAll(Self.noWayBack)
        problems.replace("left_out", with: file.omissions)
        return ReloadMessage(
            asOf: WallClock.now, generation: generation, applied: true, changes: changes, diagnostics: diagnostics)
    }

    /// New services come before their addresses, and old ones leave after theirs.
    private func apply(_ next: Configuration) async throws {
        let announcer = await configureTelling(next)
        try await pools.configure(
            next.virtualServers, tellingStarts: next.globals.notifiesInitialServers)
        // A stop that was asked for meanwhile has said farewell already.
        guard !isStopping else { throw StartError("the daemon is stopping") }
        try await configureVRRP(next, announcer)
        // Before the checks, which tell again what they know.
        await groups.configure(next.managementServerGroups)
        try configureChecks(next)
        fileNumbers.keep(announcer.files)
        // Nothing is refused from here on; what was in a setting before could not be put back for certain.
        await sysctls.configure(next)
        await connectionKeeping.configure(next.globals)
        await pools.prune()
        await pools.audit(every: next.globals.auditInterval)
    }

    /// Some of a configuration that was refused may be in force by now: back to what ran. What cannot go back is a
    /// problem until a reload goes well, and keeps nothing else from going.
    ///
    /// Instances stay the base of the next reload as they are: VRRP takes a configuration as a whole or not at all.
    func goBack() async {
        let announcer = await configureTelling(configuration)
        await pools.rollBack()
        do {
            try await configureVRRP(configuration, announcer)
        } catch {
            tellNoWayBack("VRRP", error)
        }
        await groups.configure(configuration.managementServerGroups)
        do {
            try configureChecks(configuration)
        } catch {
            tellNoWayBack("checks", error)
        }
        await pools.prune()
    }

    private func tellNoWayBack(_ part: String, _ error: any Error) {
        problems.raise(
            Self.noWayBack, at: part, "\(part) did not go back to what ran before the last reload: \(error)",
            level: .error)
    }

    private func refused(
        _ diagnostics: [DiagnosticEntry], _ refusal: ReloadRefusal, because reason: String
    ) -> ReloadMessage {
        events.post(
            .reload, settings.file, from: "generation \(generation)", to: "refused",
            "not reloaded, the old configuration stays in force: \(reason)", level: .error)
        problems.raise("reload_failed", at: nil, "the last reload failed, an older configuration runs: \(reason)")
        return ReloadMessage(
            asOf: WallClock.now, generation: generation, applied: false, changes: [], diagnostics: diagnostics,
            error: ErrorEntry(code: refusal.rawValue, message: reason))
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
