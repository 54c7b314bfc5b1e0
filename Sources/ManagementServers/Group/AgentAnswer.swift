package import Deadlines

/// The list of management servers for one agent, and what belongs to it.
package struct AgentAnswer: Hashable, Sendable {
    package let group: String
    package let agent: AgentID
    /// The agent's zone; for an unknown agent the one that was asked for.
    package let zone: String?
    package let cluster: String?
    package let isKnown: Bool
    /// The algorithm that gave the list; for a list that is handed back, the one that the agent named.
    package let algorithm: String
    /// As an agent is told them: with the port only where it is not the group's default.
    package let servers: [String]
    /// How often the agent looks whether it can return to its preferred server; 0 means never.
    package let checkInterval: Nanoseconds
    /// The servers to stay away from now, in the configuration's order, as text.
    package let avoid: [String]
    /// Whether what the agent holds is right; nil where it did not say what it holds, or where that is not known yet.
    package let isUpToDate: Bool?
    /// When the agent last registered.
    package let lastSeen: Instant?

    /// The first server of the list.
    package var preferred: String? { servers.first }

    /// Sixteen hexadecimal digits over servers, algorithm, check interval and avoid list: equal on two nodes that would
    /// answer alike.
    package var version: String {
        var hash = StableHash()
        hash.combine(UInt64(servers.count))
        for text in servers { hash.combine(text) }
        hash.combine(algorithm)
        hash.combine(UInt64(bitPattern: checkInterval.count))
        for text in avoid { hash.combine(text) }
        let digits = String(hash.value, radix: 16)
        return String(repeating: "0", count: 16 - digits.utf8.count) + digits
    }
}
