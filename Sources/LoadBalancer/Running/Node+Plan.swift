package import ControlMessages
import IPVSKit
import NodeConfiguration
import VRRPEngine
import VRRPTransport

extension Node {
    /// What a reload of another configuration would change, and what that would cost. Changes nothing.
    package func plan(_ question: PlanQuestion) async throws(ControlError) -> ReloadMessage {
        guard !isStopping else {
            throw ControlError(status: 409, code: "stopping", message: "the daemon is stopping")
        }
        let reading = await PlanReading.read(question, as: settings, including: includedPaths)
        let diagnostics = reading.outcome.diagnostics.map(DiagnosticEntry.init)
        var message = ReloadMessage(
            asOf: WallClock.now, generation: generation, applied: false, changes: [], diagnostics: diagnostics)
        guard reading.missing.isEmpty else {
            message.diagnostics = []
            message.missingIncludes = reading.missing
            message.error = ErrorEntry(
                code: ReloadRefusal.includesMissing.rawValue,
                message: "\(reading.name) includes \(reading.missing.joined(separator: ", ")), which only whoever asks"
                    + " may read; 'swiftlvsctl plan FILE' sends it along")
            return message
        }
        guard !reading.outcome.hasErrors else {
            let count = diagnostics.count { $0.severity == .error }
            message.error = ErrorEntry(
                code: ReloadRefusal.configurationInvalid.rawValue,
                message: "\(reading.name) has \(count) error\(count == 1 ? "" : "s")")
            return message
        }
        let fixed = changesOfNamespaces(in: reading.outcome.configuration)
        if let first = fixed.first {
            message.diagnostics += fixed.map(DiagnosticEntry.init)
            message.error = ErrorEntry(code: ReloadRefusal.restartNeeded.rawValue, message: first.message)
            return message
        }
        let plain = settings.restricted(reading.outcome.configuration)
        let topology = await topologyToPlan(of: plain)
        // No wait from here to the comparison: what runs may be another thing after each.
        let running = configuration
        let next = JoinedConfiguration(plain, topology?.document, after: joined).whole
        message.generation = generation
        do throws(StartError) {
            try checkPrerequisites(of: next)
        } catch {
            message.error = ErrorEntry(code: ReloadRefusal.applyFailed.rawValue, message: "\(error)")
            return message
        }
        message.changes = ConfigurationChanges.between(running, and: next)
        message.effects = ReloadEffects.between(running, and: next, state: await runningState(for: message.changes))
        return message
    }

    /// What runs, as far as changes could cost something of it.
    private func runningState(for changes: [ChangeEntry]) async -> RunningState {
        var state = RunningState()
        if changes.contains(where: { $0.kind == "vrrp_instance" }) {
            state.masters = Set((await vrrp?.snapshot() ?? []).filter { $0.state == .master }.map(\.settings.name))
        }
        let losesServers = changes.contains {
            $0.kind == "real_server" && ($0.action == .remove || $0.action == .drain)
        }
        guard losesServers else { return state }
        for status in await pools.snapshot().kernel ?? [] {
            for server in status.realServers {
                state.connections[status.service.key, default: [:]][server.realServer.key] =
                    Int(server.activeConnections)
            }
        }
        return state
    }
}

/// A configuration that is only looked at, as it was read.
private struct PlanReading: Sendable {
    /// For messages.
    let name: String
    let outcome: ParseOutcome
    /// Files that it includes and that are not here.
    let missing: [String]

    /// A large file takes its time: the node goes on with other work meanwhile.
    @concurrent
    static func read(
        _ question: PlanQuestion, as settings: NodeSettings, including known: Set<String>
    ) async -> PlanReading {
        let source: SourceText
        var includes: PlanIncludes
        switch question {
        case .text(let bytes):
            source = SourceText(name: settings.file, bytes: bytes)
            includes = PlanIncludes(beside: settings.file, known: known)
        case .files(let files):
            source = SourceText(name: files.file.path, bytes: files.file.bytes ?? [])
            includes = PlanIncludes(files.includes)
        }
        let outcome = ConfigurationReader.read(
            source, in: settings.environment, including: &includes, lenient: settings.lenient)
        return PlanReading(name: source.name, outcome: outcome, missing: includes.missing)
    }
}
