package import ControlMessages
import IPVSKit
import NodeConfiguration
import VRRPEngine
import VRRPTransport

extension Node {
    /// What a reload of another configuration would change, and what that would cost. Changes nothing, and opens no file
    /// that the question names.
    ///
    /// - Parameter seesAll: whether whoever asks may see all that the daemon sees, such as its environment.
    package func plan(_ question: PlanQuestion, seesAll: Bool) async throws(ControlError) -> ReloadMessage {
        guard !isStopping else {
            throw ControlError(status: 409, code: "stopping", message: "the daemon is stopping")
        }
        let reading = await PlanReading.read(question, as: settings, seesAll: seesAll)
        let diagnostics = reading.outcome.diagnostics.map(DiagnosticEntry.init)
        var message = ReloadMessage(
            asOf: WallClock.now, generation: generation, applied: false, changes: [], diagnostics: diagnostics)
        guard reading.missing.isEmpty else {
            message.diagnostics = []
            message.missingIncludes = reading.missing
            message.error = ErrorEntry(
                code: ReloadRefusal.includesMissing.rawValue,
                message: "\(reading.name) includes \(reading.missing.joined(separator: ", ")): a plan opens no file of"
                    + " this node, so files have to be sent along, as 'swiftlvsctl plan FILE' does")
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
        let (topology, trouble) = await topologyToPlan(of: plain, seesAll: seesAll)
        if let trouble { message.diagnostics.append(trouble) }
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
    /// Files that it includes and that did not come along.
    let missing: [String]

    /// What a planned configuration may come to, which is less than a file's own: many may ask, and the node has to
    /// live on.
    private static let sizeLimit = 128 << 20

    /// A large file takes its time: the node goes on with other work meanwhile.
    @concurrent
    static func read(_ question: PlanQuestion, as settings: NodeSettings, seesAll: Bool) async -> PlanReading {
        var environment = settings.environment
        environment.sizeLimit = sizeLimit
        if !seesAll {
            environment.hidesVariables = true
            // Which programs there are and who may run them is the host's to know; its addresses are no secret.
            environment.judgement.ofScript = { _, _ in nil }
        }
        let source: SourceText
        var includes: PlanIncludes
        switch question {
        case .text(let bytes):
            source = SourceText(name: settings.file, bytes: bytes)
            includes = PlanIncludes()
        case .files(let files):
            source = SourceText(name: files.file.path, bytes: files.file.bytes ?? [])
            includes = PlanIncludes(files.includes)
        }
        let outcome = ConfigurationReader.read(
            source, in: environment, including: &includes, lenient: settings.lenient)
        return PlanReading(name: source.name, outcome: outcome, missing: includes.missing)
    }
}
