/// A virtual service as the kernel has it, with what it has carried.
public struct ServiceStatus: Hashable, Sendable {
    /// As the kernel holds it.
    public let service: VirtualService
    /// Since it was added, or its counters were zeroed.
    public let counters: Counters
    /// Sorted by key.
    public internal(set) var realServers: [RealServerStatus]
    /// Whether packets can find it (`IP_VS_SVC_F_HASHED`); the kernel alone sets this, on everything that was added.
    public let isHashed: Bool

    public init(
        _ service: VirtualService, counters: Counters, realServers: [RealServerStatus], isHashed: Bool = true
    ) {
        self.service = service
        self.counters = counters
        self.realServers = realServers
        self.isHashed = isHashed
    }
}

/// A real server as the kernel has it, with its connections and what it has carried.
public struct RealServerStatus: Hashable, Sendable {
    /// As the kernel holds it.
    public let realServer: RealServer
    /// Connections that are established.
    public let activeConnections: UInt32
    /// Connections that are not: opening, closing, or of a protocol without states.
    public let inactiveConnections: UInt32
    /// Clients that persistence ties to this server.
    public let persistentConnections: UInt32
    /// Since it was added, or its counters were zeroed.
    public let counters: Counters

    public init(
        _ realServer: RealServer, activeConnections: UInt32, inactiveConnections: UInt32,
        persistentConnections: UInt32, counters: Counters
    ) {
        self.realServer = realServer
        self.activeConnections = activeConnections
        self.inactiveConnections = inactiveConnections
        self.persistentConnections = persistentConnections
        self.counters = counters
    }
}
