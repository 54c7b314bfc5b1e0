package import ManagementServers

/// Where the agents of all groups, and what operators ordered, outlive the daemon.
package protocol AgentRegistry: Sendable {
    /// When each group was last kept by a daemon that lived, in microseconds since 1970.
    func lastAlive() async throws(RegistryError) -> [String: Int64]
    func orders() async throws(RegistryError) -> [StoredOrder]
    /// The agents behind one, in an order of the registry's own, up to `limit`; from the first where `last` is nil.
    func agents(after last: StoredAgent?, limit: Int) async throws(RegistryError) -> [StoredAgent]
    /// Keeps all of these or, where it throws, none. What it returned from survives a power cut.
    func commit(_ changes: [RegistryChange]) async throws(RegistryError)
}

/// A registration as it is kept.
package struct StoredAgent: Hashable, Sendable {
    package var group: String
    package var report: AgentReport
    /// When it registered, in microseconds since 1970.
    package var seenAt: Int64

    package init(group: String, report: AgentReport, seenAt: Int64) {
        self.group = group
        self.report = report
        self.seenAt = seenAt
    }
}

/// What an operator ordered against the configuration: the keyword, what the configuration said, what counts instead.
package struct StoredOrder: Hashable, Sendable {
    package var group: String
    package var keyword: String
    package var base: String
    package var value: String

    package init(group: String, keyword: String, base: String, value: String) {
        self.group = group
        self.keyword = keyword
        self.base = base
        self.value = value
    }
}

/// One thing to keep or to forget.
package enum RegistryChange: Hashable, Sendable {
    case registered(StoredAgent)
    /// Unless it registered again at this time, in microseconds since 1970, or later.
    case forgotten(AgentID, group: String, seenBefore: Int64)
    /// All orders of a group.
    case orders([StoredOrder], group: String)
    /// A daemon had the group at this time, in microseconds since 1970.
    case alive(Int64, group: String)
}
