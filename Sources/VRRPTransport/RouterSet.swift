package import Deadlines
import VRRPEngine

/// The virtual routers of the node by interface, family and VRID, and which of them wants to be called when.
package struct RouterSet {
    /// In the order of configuration.
    package private(set) var routers: [HostedRouter] = []
    private var places: [RouterKey: Int] = [:]
    private var deadlines = DeadlineQueue<RouterKey>()

    package init() {}

    package subscript(key: RouterKey) -> HostedRouter? {
        places[key].map { routers[$0] }
    }

    /// Sets the routers anew; the deadlines of those that stay are kept.
    package mutating func replace(with newRouters: [HostedRouter]) {
        let kept = Set(newRouters.map(\.key))
        for router in routers where !kept.contains(router.key) { deadlines.set(router.key, to: nil) }
        routers = newRouters
        places = Dictionary(uniqueKeysWithValues: newRouters.enumerated().map { ($1.key, $0) })
    }

    /// Takes over the router's deadline after an event.
    package mutating func noteDeadline(of router: HostedRouter) {
        guard places[router.key] != nil else { return }
        deadlines.set(router.key, to: router.router.deadline)
    }

    /// When the first router wants to be called.
    package mutating func earliestDeadline() -> Instant? { deadlines.earliest() }

    /// The next router whose deadline has come; its deadline is to be noted again.
    package mutating func popDue(at now: Instant) -> HostedRouter? {
        while let key = deadlines.popDue(at: now) {
            if let router = self[key] { return router }
        }
        return nil
    }
}
