import Deadlines
package import Logging
package import NodeConfiguration
import PeerClient
import Polling
package import Scripts

/// `swiftlvs-agent` at work: one link for each load balancer, a look at this host again and again, and the status socket.
package struct AgentService: Sendable {
    private let configuration: AgentConfiguration
    private let caretaker: Caretaker
    private let listener: Int32
    private let releaseSocket: @Sendable () -> Void
    private let logger: Logger

    /// Takes the status socket and reads what an earlier life left behind. Makes the directories that are missing.
    package init(
        _ configuration: AgentConfiguration, runner: any ScriptRunning = ScriptRunner(),
        resolver: any NameResolving = NameLookup(), logger: Logger
    ) throws {
        self.configuration = configuration
        self.logger = logger
        try Folder.make(configuration.stateDirectory)
        try Folder.make(Folder.parent(of: configuration.statusSocket))
        let socket = try StatusSocket(path: configuration.statusSocket)
        listener = socket.listener
        releaseSocket = { socket.remove() }
        caretaker = Caretaker(
            configuration, executor: try ThreadExecutor(name: "agent"), runner: runner, resolver: resolver,
            logger: logger)
    }

    /// Runs until its task is cancelled.
    package func run() async {
        await withTaskGroup(of: Void.self) { group in
            for (place, address) in configuration.loadBalancers.enumerated() {
                let client = PeerClient(
                    address,
                    Credentials(tokenFile: configuration.tokenFile, authorityFile: configuration.authorityFile),
                    limits: LoadBalancerLink.limits)
                let link = LoadBalancerLink(
                    place: place, client: client, caretaker: caretaker, group: configuration.group,
                    agent: configuration.agent, zone: configuration.zone,
                    refreshInterval: configuration.refreshInterval)
                group.addTask { await link.run() }
            }
            group.addTask { await watchHost() }
            group.addTask {
                do {
                    try await StatusServer(listener: listener, caretaker: caretaker).run()
                } catch {
                    if !Task.isCancelled { logger.error("the status socket cannot be served: \(error)") }
                }
            }
        }
        releaseSocket()
    }

    /// Takes the properties file back, where it was left to another writer.
    package func resume() async {
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
