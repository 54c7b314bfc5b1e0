package import Addresses
package import Deadlines
package import Topology

/// `topology`: services that follow a document, and what they all have in common.
package struct TopologySettings: Hashable, Sendable {
    /// Absolute; nil: the document comes over the control API.
    package let file: String?
    package let mapping: ServiceMapping
    package let filter: TopologyFilter
    /// The kernel's name of the scheduler.
    package let scheduler: String
    package let method: Forwarding
    /// Seconds; nil: clients may come to another server each time.
    package let persistenceTimeout: UInt32?
    package let delayLoop: Nanoseconds
    /// How long a member that has left may keep its connections; zero: it goes at once.
    package let drainTimeout: Nanoseconds
    /// Of every member.
    package let weight: UInt32
    /// Of every member; at least one.
    package let checks: [CheckTemplate]
    /// Whose excluded addresses the virtual IPs become; nil: somebody else brings them.
    package let vrrpInstance: String?
    /// Where the block stands.
    package let position: SourcePosition
}

/// A check of servers that are not known yet.
package struct CheckTemplate: Hashable, Sendable {
    package let check: Check
    /// Nil: the server's.
    let connectAddress: IPAddress?
    /// Nil: the server's.
    let connectPort: UInt16?

    /// The check of one server; nil where it could not tell whether the server lives: only TCP is spoken here.
    package func check(of server: Endpoint, over transport: ServiceProtocol) -> Check? {
        guard transport == .tcp || connectPort != nil || !check.kind.usesPort else { return nil }
        let target = Endpoint(connectAddress ?? server.address, port: connectPort ?? server.port)
        return Check(
            kind: check.kind, target: target,
            bindTo: check.bindTo?.family == target.address.family ? check.bindTo : nil, origin: check.origin,
            retry: check.retry,
            delayBeforeRetry: check.delayBeforeRetry, connectTimeout: check.connectTimeout,
            delayLoop: check.delayLoop, warmup: check.warmup, alpha: check.alpha,
            keptConnection: check.keptConnection, logsAllFailures: check.logsAllFailures)
    }
}

extension VRRPInstance {
    /// The instance with more excluded addresses, but for those that it has.
    package func excluding(_ addresses: [IPAddress]) -> VRRPInstance {
        var instance = self
        let known = Set((virtualAddresses + excludedAddresses).map(\.prefix.address))
        instance.excludedAddresses += addresses.filter { !known.contains($0) }.map {
            VirtualAddressLine(prefix: Prefix(host: $0))
        }
        return instance
    }
}
