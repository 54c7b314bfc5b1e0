package import Deadlines
import VRRPEngine

/// The virtual routers of the node by interface, family and VRID, and which of them wants to be called when.
package struct RouterSet {
    /// In the order of configuration.
    package private(set) var routers: [HostedRouter] = []
    private var places: [RouterKey: Int] = [:]
    /// By identity: a key of one word.
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
        for hosted in routers where !kept.contains(ObjectIdentifier(hosted)) { setAlarm(of: hosted, to: nil) }
        routers = newRouters
        byIdentity = Dictionary(uniqueKeysWithValues: newRouters.map { (ObjectIdentifier($0), $0) })
        places = Dictionary(uniqueKeysWithValues: newRouters.enumerated().map { ($1.key, $0) })
    }

    /// Takes over the router's deadline after an event.
    package mutating func noteDeadline(of hosted: HostedRouter) {
        // A deadline that moved away is not moved in the queue: it comes up early and is put off then. A backup's does so
        // with every advertisement that it hears.
        let wanted = hosted.router.deadline
        if let alarm = hosted.alarm, let wanted, alarm <= wanted { return }
        guard hosted.alarm != wanted, byIdentity[ObjectIdentifier(hosted)] != nil else { return }
        setAlarm(of: hosted, to: wanted)
    }

    /// When a router is to be looked at: never later than the first of them wants to be called.
    package mutating func earliestAlarm() -> Instant? { deadlines.earliest() }

    /// Whether a router wants to be called at `now`; those that were to be looked at and do not are put off.
    package mutating func isDue(at now: Instant) -> Bool {
        guard let hosted = popDue(at: now) else { return false }
        setAlarm(of: hosted, to: hosted.router.deadline)
        return true
    }

    /// The next router whose deadline has come; its deadline is to be noted again.
    package mutating func popDue(at now: Instant) -> HostedRouter? {
        while let identity = deadlines.popDue(at: now) {
            guard let hosted = byIdentity[identity] else { continue }
            hosted.alarm = nil
            guard let wanted = hosted.router.deadline else { continue }
            if wanted <= now { return hosted }
            setAlarm(of: hosted, to: wanted)
        }
        return nil
    }

    /// The masters whose deadline has come; their deadlines are to be noted again. Backups that are due stay so.
    package mutating func popDueMasters(at now: Instant) -> [HostedRouter] {
        guard let earliest = deadlines.earliest(), earliest <= now else { return [] }
        var due: [HostedRouter] = []
        while let hosted = popDue(at: now) { due.append(hosted) }
        for hosted in due where !hosted.isMaster { setAlarm(of: hosted, to: hosted.router.deadline) }
        return due.filter(\.isMaster)
    }

    /// The next master whose deadline comes within the time that it may be early, if it is the next router of all; its
    /// deadline is to be noted again. Backups are never early: what they do then is to take over.
    package mutating func popMasterAhead(of now: Instant) -> HostedRouter? {
        guard let hosted = popDue(at: now + HostedRouter.mostAhead) else { return nil }
        if hosted.isMaster, let deadline = hosted.router.deadline, deadline <= now + hosted.ahead { return hosted }
        setAlarm(of: hosted, to: hosted.router.deadline)
        return nil
    }

    private mutating func setAlarm(of hosted: HostedRouter, to instant: Instant?) {
        deadlines.set(ObjectIdentifier(hosted), to: instant)
        hosted.alarm = instant
    }
}
