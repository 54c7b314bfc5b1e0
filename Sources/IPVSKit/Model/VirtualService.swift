/// A virtual service: what it takes in, and how it spreads that over its real servers.
public struct VirtualService: Hashable, Sendable {
    public let key: ServiceKey
    public var scheduler: Scheduler
    public var flags: ServiceFlags
    public var persistence: Persistence?

    public init(
        _ key: ServiceKey, scheduler: Scheduler, flags: ServiceFlags = [], persistence: Persistence? = nil
    ) {
        self.key = key
        self.scheduler = scheduler
        self.flags = flags
        self.persistence = persistence
    }
}
