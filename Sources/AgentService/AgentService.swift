import Deadlines
package import Logging
package import NodeConfiguration
import Polling
package import Scripts

/// `swiftlvs-agent` at work: one link for each load balancer, a look at this host again and again, and the status socket.
package struct AgentService: Sendable {
    private let caretaker: Caretaker
    private let links: LoadBalancerLinks
    private let listener: Int32
    private let releaseSocket: @Sendable () -> Void
    private let logger: Logger

    /// Takes the status socket and reads what an earlier life left behind. Makes the directories that are missing.
    package init(
        _ configuration: AgentConfiguration, runner: any ScriptRunning = ScriptRunner(),
        resolver: any NameResolving = NameLookup(), logger: Logger
    ) throws {
        self.logger = logger
        try Folder.make(configuration.stateDirectory)
        try Folder.make(Folder.parent(of: configuration.statusSocket))
        let socket = try StatusSocket(path: configuration.statusSocket)
        listener = socket.listener
        releaseSocket = { socket.remove() }
        caretaker = Caretaker(
            configuration, executor: try ThreadExecutor(name: "agent"), runner: runner, resolver: resolver,
            logger: logger)
        links = LoadBalancerLinks(caretaker)
    }

    /// Runs until its task is cancelled.
    package func run() async {
        await links.begin(LinkSettings.all(of: caretaker.configuration))
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await watchHost() }
            group.addTask {
                do {
                    try await StatusServer(listener: listener, caretaker: caretaker).run()
                } catch {
                    if !Task.isCancelled { logger.error("the status socket cannot be served: \(error)") }
                }
            }
        }
        await links.stop()
        releaseSocket()
    }

    /// Reads the program's file again. One that is good is in force from then on, and the properties file is taken back,
    /// where it was left to another writer; one that is not changes nothing, and the log and the status say why.
    package func reload(from path: String) async {
        let outcome: AgentParseOutcome
        do {
            outcome = try AgentConfigurationFile.load(path)
        } catch {
            return await caretaker.refuseReload("\(error)")
        }
        for diagnostic in outcome.diagnostics {
            logger.log(level: diagnostic.severity == .error ? .error : .warning, "\(diagnostic.line)")
        }
        if let error = outcome.diagnostics.first(where: { $0.severity == .error }) {
            return await caretaker.refuseReload(error.line)
        }
        let reload = AgentReload(from: await caretaker.configuration, to: outcome.configuration)
        let wanted = LinkSettings.all(of: reload.configuration)
        // Nothing that was asked in the old words is taken for an answer to the new ones.
        await links.end(allBut: wanted)
        await caretaker.reload(reload)
        await links.begin(wanted)
        await caretaker.resume()
    }

    private func watchHost() async {
        while !Task.isCancelled {
            await caretaker.tick()
            let pause = await caretaker.nextTick - MonotonicClock.now
            // Whatever happens, this is no busy loop.
            try? await Task.sleep(for: .nanoseconds(max(pause, .milliseconds(50)).count))
        }
    }
}

extension Diagnostic {
    /// Its place and what is wrong there.
    fileprivate var line: String { "\(position): \(severity.rawValue): \(message)" }
}
