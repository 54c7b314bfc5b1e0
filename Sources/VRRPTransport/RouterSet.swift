package import Deadlines
import VRRPEngine

/// The virtual routers of the node by interface, family and VRID, and which of them wants to be called when.
package struct RouterSet {
    /// In the order of configuration.
    package private(set) var routers: [HostedRouter] = []
    private var places: [RouterKey: Int] = [:]
    /// By identity: a key of one word, because every advertisement moves a deadline.
    private var deadlines = DeadlineQueue<ObjectIdentifier>()
    private var byIdentity: [ObjectIdentifier: HostedRouter] = [:]

    package init() {}

    package subscript(key: RouterKey) -> HostedRouter? {
        places[key].map { routers[$0] }
    }

    package func router(named name: String) -> HostedRouter? { routers.first { $0.settings.name == name } }

    /// Sets the routers anew; the deadlines of those that stay are kept.
    package mutating func replace(with newRouters: [HostedRouter]) {
        let kept = Set(newRouters.map { ObjectIdentifier($0) })
        for identity in routers.map({ ObjectIdentifier($0) }) where !kept.contains(identity) {
            deadlines.set(identity, to: nil)
        }
        routers = newRouters
        byIdentity = Dictionary(uniqueKeysWithValues: newRouters.map { (ObjectIdentifier($0), $0) })
        places = Dictionary(uniqueKeysWithValues: newRouters.enumerated().map { ($1.key, $0) })
    }

    /// Takes over the router's deadline after an event.
    package mutating func noteDeadline(of router: HostedRouter) {
        guard byIdentity[ObjectIdentifier(router)] != nil else { return }
        deadlines.set(ObjectIdentifier(router), to: router.router.deadline)
    }

    /// When the first router wants to be called.
    package mutating func earliestDeadline() -> Instant? { deadlines.earliest() }

    /// The next router whose deadline has come; its deadline is to be noted again.
    package mutating func popDue(at now: Instant) -> HostedRouter? {
        deadlines.popDue(at: now).flatMap { byIdentity[$0] }
    }
}
