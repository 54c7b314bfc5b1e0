/// A virtual service: what it takes in, and how it spreads that over its real servers.
public struct VirtualService: Hashable, Sendable {
    /// What the kernel knows it by; it cannot be edited.
    public let key: ServiceKey
    /// `IPVS_SVC_ATTR_SCHED_NAME`
    public var scheduler: Scheduler
    /// `IPVS_SVC_ATTR_FLAGS`, without those that the kernel keeps for itself.
    public var flags: ServiceFlags
    /// Nil: each connection is scheduled anew.
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
