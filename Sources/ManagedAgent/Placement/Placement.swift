package import Deadlines

/// Where an agent should be, as it was told last.
package struct Placement: Hashable, Sendable {
    /// The servers in the agent's own order; the first is the preferred one.
    package var servers: [ServerName]
    /// Servers that the agent must not go to now.
    package var avoid: [ServerName]
    /// How long it may be elsewhere; zero: for ever.
    package var interval: Nanoseconds
    /// Whether it is looked after once after a change of list, algorithm or interval, and then left alone: `shuffle`.
    package var isOneShot: Bool

    package init(servers: [ServerName], avoid: [ServerName] = [], interval: Nanoseconds, isOneShot: Bool = false) {
        self.servers = servers
        self.avoid = avoid
        self.interval = interval
        self.isOneShot = isOneShot
    }

    package var preferred: ServerName? { servers.first }

    /// Whether nothing but the servers to avoid is different.
    func differsInAvoidedOnly(from other: Placement) -> Bool {
        var same = other
        same.avoid = avoid
        return self == same
    }
}
