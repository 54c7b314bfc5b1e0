import Deadlines
import VRRPEngine

/// What each router does for itself: its timers, its packets, its addresses.
extension Judge {
    /// Timers that should have run before `now`.
    mutating func judgeTimers(of instance: Int, until now: Instant, in world: World) {
        let router = world.instances[instance]
        let node = world.nodes[router.node]
        let watch = watches[instance]
        switch watch.state {
        case .master:
            let last = max(node.clock.trueTime(of: watch.lastSent), max(node.runningSince, watch.since))
            let allowed = allowance.cadence(router.draft.interval)
            guard now - last > allowed else { return }
            object(
                .advertisesInTime, at: now,
                "\(world.plan.name(instance)) is master and has not advertised for \(now - last); allowed are \(allowed)"
            )
        case .backup:
            // A member of a sync group waits for the others.
            guard let silence = watch.silence, router.draft.syncGroup == nil else { return }
            let due = node.clock.trueTime(of: Instant(nanoseconds: silence.due / 256 + 1))
            // A priority that was raised may end the wait at once.
            let allowed = max(due, max(node.runningSince, router.changedAt)) + world.plan.wakeLatency
            guard now > allowed else { return }
            object(
                .takeoverInTime, at: now,
                "\(world.plan.name(instance)) should have taken over \(now - allowed) ago")
        case .initialize, .fault: break
        }
    }

    /// VR-81, VR-96: advertisement, addresses, announcement.
    mutating func judgeOrder(of instance: Int, in world: World) {
        guard !watches[instance].hasSent || !watches[instance].carries, !watches[instance].wasRefused else { return }
        object(
            .orderOfTakeover, at: world.now,
            "\(world.plan.name(instance)) becomes master without "
                + (watches[instance].hasSent ? "its addresses" : "an advertisement"))
    }

    mutating func judgeAddition(to instance: Int, in world: World) {
        guard watches[instance].state != .master, !watches[instance].hasSent else { return }
        object(.orderOfTakeover, at: world.now, "\(world.plan.name(instance)) carries addresses before it advertises")
    }

    mutating func judgeAnnouncement(of instance: Int, in world: World) {
        // After a stall a master may learn only then that its addresses are gone, and puts them back.
        guard !watches[instance].carries, !watches[instance].wasMaster, !watches[instance].wasRefused else { return }
        object(.orderOfTakeover, at: world.now, "\(world.plan.name(instance)) announces addresses that it has not")
    }

    /// After a step: what a router said and what it carries.
    mutating func judgeConduct(of instance: Int, in world: World) {
        let watch = watches[instance]
        if watch.hasSent, !watch.wasMaster {
            object(
                .onlyMastersSpeak, at: world.now, "\(world.plan.name(instance)) advertises as \(watch.state.rawValue)")
        }
        judgeAnswer(of: instance, in: world)
        judgeGroup(of: instance, in: world)
        judgeAddresses(of: instance, in: world)
        judgeDeadline(of: instance, in: world)
    }

    /// VR-64: a master that stops or has a fault says so, before its addresses go.
    mutating func judgeFarewell(of instance: Int, in world: World) {
        let watch = watches[instance]
        guard !watch.hasSent || watch.lastPriority != 0 || watch.removedFirst else { return }
        object(.farewell, at: world.now, "\(world.plan.name(instance)) leaves without a farewell before anything else")
    }

    /// F45, `garp_lower_prio_repeat`: unless a burst went out within `garp_lower_prio_delay`.
    private mutating func judgeAnswer(of instance: Int, in world: World) {
        let watch = watches[instance]
        guard watch.state == .master, let (advertisement, sender) = watch.heard, advertisement.priority > 0 else {
            return
        }
        let theirs = Rank(priority: advertisement.priority, address: world.instances[sender].source)
        guard theirs < rank(instance, in: world) else { return }
        let pause = world.instances[instance].settings.announcements.lowerPriorityDelay + world.plan.wakeLatency * 2
        if let last = watch.lastAnnounced, world.localTime(instance) - last <= pause { return }
        object(
            .winnerAnnounces, at: world.now,
            "\(world.plan.name(instance)) hears the lesser master \(world.plan.name(sender)) and does not announce its addresses"
        )
    }

    private mutating func judgeGroup(of instance: Int, in world: World) {
        guard let group = world.instances[instance].draft.syncGroup, watches[instance].state == .master,
            world.nodes[world.instances[instance].node].isRunning
        else { return }
        for other in world.companions(instance) where watches[other].state != .master {
            object(
                .groupTogether, at: world.now,
                "\(world.plan.name(instance)) is master and \(world.plan.name(other)) of the same group \(group) is "
                    + watches[other].state.rawValue)
        }
    }

    private mutating func judgeDeadline(of instance: Int, in world: World) {
        let router = world.instances[instance]
        guard watches[instance].wasWoken, let deadline = router.router.deadline,
            deadline <= world.localTime(instance)
        else { return }
        object(.deadlineMoves, at: world.now, "\(world.plan.name(instance)) asks for a time that is over")
    }

    private mutating func judgeAddresses(of instance: Int, in world: World) {
        let router = world.instances[instance]
        let addresses = router.addresses
        guard world.nodes[router.node].isRunning else { return judgeLeftover(instance, in: world) }
        if watches[instance].state == .master {
            guard router.lacksAddresses, router.putBack.due == nil else { return }
            object(
                .masterCarriesAddresses, at: world.now, "\(world.plan.name(instance)) is master and lacks an address")
        } else if !addresses.isEmpty, !watches[instance].hasLeftovers {
            object(
                .addressesOnlyAtMaster, at: world.now,
                "\(world.plan.name(instance)) is \(watches[instance].state.rawValue) and carries addresses")
        }
    }

    /// Under a running master no lifetime ends.
    mutating func judgeExpiry(of instance: Int, in world: World) {
        guard watches[instance].state == .master, world.nodes[world.instances[instance].node].isRunning else { return }
        object(
            .masterCarriesAddresses, at: world.now, "the addresses of the master \(world.plan.name(instance)) expire")
    }

    /// A process began where another one ended, and nobody else is master.
    mutating func judgeLoss(of instance: Int, in world: World) {
        let router = world.instances[instance]
        guard watches[instance].hasLeftovers, router.router.state == .backup, router.draft.lifetime == .automatic,
            // A member of a sync group waits for the others.
            router.draft.syncGroup == nil, world.nodes[router.node].isRunning
        else { return }
        object(
            .restartKeepsAddresses, at: world.now,
            "\(world.plan.name(instance)) has begun anew, hears no master, and loses the addresses that were there")
    }

    /// What a process that does not run left in the kernel.
    private mutating func judgeLeftover(_ instance: Int, in world: World) {
        let addresses = world.instances[instance].addresses
        guard !addresses.isEmpty, let lifetime = addresses.lifetime else { return }
        let age = world.localTime(instance) - addresses.refreshedAt
        guard age > Allowance.leftover(lifetime) else { return }
        object(
            .addressesExpire, at: world.now,
            "\(world.plan.name(instance)) does not run and still carries addresses \(age) after their last refresh")
    }
}
