/// A daemon that makes a namespace a load-balancer node: swiftlvsd, or keepalived as its peer or for comparison.
package protocol LoadBalancerDaemon: Sendable {
    /// `swiftlvsd` or `keepalived`, for messages.
    var programName: String { get }
    var namespace: NetworkNamespace { get }

    /// Writes the configuration, starts the daemon and waits until it is up.
    func start(configuration: String) async throws
    /// Asks it to end (SIGTERM), waits for that and returns its exit code; -1 where it does not run.
    @discardableResult
    func stop() async throws -> Int32
    /// Kills it and all its processes at once (SIGKILL), as a machine's death would.
    func crash() async throws
    /// Sends it a signal.
    func send(_ signal: Int32)
    /// The last lines it logged.
    func logTail() -> String
    /// Whether its node answers for an address of its virtual routers now.
    func holds(_ address: String) async throws -> Bool
}

extension LoadBalancerDaemon {
    package func holds(_ address: String) async throws -> Bool {
        try await !Command("ip", "-netns", namespace.name, "-oneline", "address", "show", "to", address).succeed()
            .isEmpty
    }
}
