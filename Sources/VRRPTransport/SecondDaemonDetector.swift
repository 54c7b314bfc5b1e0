package import Addresses
package import Deadlines

/// Tells another VRRP daemon's advertisements from our own among those that leave this host.
package struct SecondDaemonDetector: Sendable {
    /// A sighting that came within this of a sending of ours may be of that one.
    private static let shadow = Nanoseconds.seconds(1)

    /// What our routers carry. To have sent from one of these proves nothing: another router may own it.
    private var virtualAddresses: Set<IPAddress> = []
    /// When we last sent what looks like this. Kept longer than the routers themselves, because a farewell is seen after
    /// its router is gone or made anew; and not by interface, because what leaves a VLAN leaves its parent, too.
    private var lastSent: [OutgoingWatch.Sighting: Instant] = [:]

    package init() {}

    /// The configuration changed.
    package mutating func replaceVirtualAddresses(with addresses: Set<IPAddress>, at now: Instant) {
        virtualAddresses = addresses
        lastSent = lastSent.filter { now - $0.value < Self.shadow }
    }

    /// One of our routers sent an advertisement.
    package mutating func noteSent(_ virtualRouterID: UInt8, from source: IPAddress, at now: Instant) {
        lastSent[OutgoingWatch.Sighting(source: source, virtualRouterID: virtualRouterID)] = now
    }

    package func isVirtual(_ address: IPAddress) -> Bool { virtualAddresses.contains(address) }

    /// Whether the address is this host's own.
    package func isOwn(_ address: IPAddress, in table: InterfaceTable) -> Bool {
        table.isOurs(address) && !isVirtual(address)
    }

    /// Whether a second daemon sent what was seen leaving for a virtual router of ours that is not master.
    ///
    /// From an address that is not this host's it was somebody who shares the interface and not the namespace, such
    /// as a container with a macvlan device on it.
    ///
    /// - Parameter earliest: it left no sooner than then. Not when it was read: the thread may not have run for long.
    package func isForeign(
        _ sighting: OutgoingWatch.Sighting, after earliest: Instant, in table: InterfaceTable
    ) -> Bool {
        guard isOwn(sighting.source, in: table) else { return false }
        return lastSent[sighting].map { earliest - $0 >= Self.shadow } ?? true
    }
}
