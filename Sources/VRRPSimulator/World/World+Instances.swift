import Addresses
import Deadlines
import VRRPEngine

/// What an instance's surroundings do on a real node: tell it what happened, carry out what it asks for, keep its
/// addresses alive.
extension World {
    mutating func tell(_ event: Event, _ instance: Int) {
        let local = localTime(instance)
        actions.removeAll(keepingCapacity: true)
        instances[instance].router.handle(event, at: local, into: &actions)
        if perform(for: instance) { tell(.addressRefused, instance) }
        tellGroup(of: instance)
        schedule(instance)
    }

    /// Tells the other members of the sync group what follows from the last event for them.
    private mutating func tellGroup(of instance: Int) {
        guard plan.flaw != .splitsGroups else { return }
        let node = instances[instance].node
        for place in groups[node].indices {
            guard let member = groups[node][place].members.firstIndex(of: instance) else { continue }
            var orders: [SyncGroup.Order] = []
            groups[node][place].group.note(instances[instance].router, member: member, into: &orders)
            for case .tell(let member, let event) in orders { tell(event, groups[node][place].members[member]) }
        }
    }

    mutating func reconfigure(_ instance: Int, to draft: RouterDraft) {
        let old = instances[instance].draft
        instances[instance].draft = draft
        longestInterval = max(longestInterval, draft.interval)
        let settings = draft.settings(segment: instances[instance].segment)
        guard !isDown(instances[instance].node) else { return }
        // As the daemon does it: another version is another router.
        guard old.version == draft.version, old.family == draft.family else {
            tell(.shutdown, instance)
            return start(instance)
        }
        let wanted = settings.addresses
        instances[instance].addresses.remove { !wanted.contains($0) }
        instances[instance].codec = AdvertisementCodec(engineSettings(instance))
        actions.removeAll(keepingCapacity: true)
        instances[instance].router.reconfigure(
            to: engineSettings(instance), at: localTime(instance), into: &actions)
        happenings.append(.reconfigured(instance: instance))
        if perform(for: instance) { tell(.addressRefused, instance) }
        tellGroup(of: instance)
        schedule(instance)
    }

    /// A new process's router for the instance.
    mutating func start(_ instance: Int, _ event: Event = .start) {
        if let draft = instances[instance].pendingDraft { instances[instance].draft = draft }
        instances[instance].pendingDraft = nil
        happenings.append(.started(instance: instance))
        takeOverLeftovers(instance)
        let settings = engineSettings(instance)
        instances[instance].codec = AdvertisementCodec(settings)
        instances[instance].router = VirtualRouter(settings, at: localTime(instance))
        tell(.sourceAddressChanged(instances[instance].source), instance)
        if !instances[instance].hasCarrier { tell(.faultBegan(.interfaceDown), instance) }
        tellTrackers(instance)
        if !instances[instance].releases.isEmpty { tell(.released, instance) }
        tell(event, instance)
    }

    /// With no peer there, clients shall not notice that a process ended and another one began: what has a lifetime stays
    /// until somebody else is heard, and gets that lifetime once more.
    private mutating func takeOverLeftovers(_ instance: Int) {
        let draft = instances[instance].draft
        guard !instances[instance].addresses.isEmpty, instances[instance].addresses.lifetime != nil,
            let lifetime = draft.lifetime.length(for: draft), plan.flaw != .dropsLeftovers
        else { return }
        instances[instance].keepsLeftovers = true
        let delay = kernelDelay(instance)
        instances[instance].addresses.refresh(for: lifetime, at: localTime(instance), delay: delay)
        scheduleExpiry(instance)
    }

    /// Another router is there, or this one cannot be master.
    mutating func dropLeftovers(_ instance: Int) {
        guard instances[instance].keepsLeftovers else { return }
        instances[instance].keepsLeftovers = false
        if plan.flaw != .keepsLeftovers { removeAddresses(instance) }
    }

    mutating func tellTrackers(_ instance: Int) {
        happenings.append(.tracked(instance: instance))
        tell(.trackingChanged(instances[instance].verdict), instance)
    }

    /// What the engine is told, which a flaw makes differ from what was configured.
    private func engineSettings(_ instance: Int) -> RouterSettings {
        var draft = instances[instance].draft
        switch plan.flaw {
        case .preemptsUnasked: draft.preempt = true
        case .neverPreempts: draft.preempt = false
        case .splitsGroups: draft.syncGroup = nil
        case .wrongPriority: draft.priority = UInt8(min(max(255 - Int(draft.priority), 1), 254))
        default: break
        }
        return draft.settings(segment: instances[instance].segment)
    }

    func isDown(_ node: Int) -> Bool {
        if case .down = nodes[node].process { true } else { false }
    }

    // MARK: Time

    /// Asks for the next look at the instance's timers; a running node may be late.
    mutating func schedule(_ instance: Int) {
        let node = instances[instance].node
        guard nodes[node].isRunning else {
            instances[instance].scheduledFor = nil
            return agenda.set(.wake(instance: instance), to: nil)
        }
        let deadline = earliestTimer(of: instance)
        guard deadline != instances[instance].scheduledFor else { return }
        instances[instance].scheduledFor = deadline
        guard let deadline else { return agenda.set(.wake(instance: instance), to: nil) }
        let latency = nodes[node].dice.within(.zero...plan.wakeLatency)
        agenda.set(.wake(instance: instance), to: max(now, nodes[node].clock.trueTime(of: deadline)) + latency)
    }

    private func earliestTimer(of instance: Int) -> Instant? {
        let router = instances[instance].router
        var timers = [router.deadline]
        if router.state == .master {
            timers.append(instances[instance].putBack.due)
            if plan.flaw != .forgetsToRefresh { timers.append(instances[instance].addresses.nextRefresh) }
        }
        if plan.flaw == .lateAdvertisements, router.state == .master {
            timers[0] = timers[0].map { $0 + instances[instance].draft.interval }
        }
        if plan.flaw == .patientBackups, router.state == .backup { timers[0] = nil }
        return timers.compactMap { $0 }.min()
    }

    mutating func wake(_ instance: Int) {
        instances[instance].scheduledFor = nil
        let local = localTime(instance)
        if let deadline = instances[instance].router.deadline, deadline <= local {
            happenings.append(.woken(instance: instance))
            if plan.flaw != .missedDeadlines { tell(.deadlineReached, instance) }
        }
        if plan.flaw == .restlessMasters, nodes[instances[instance].node].dice.chance(20) {
            tell(.released, instance)
            tell(.held, instance)
        }
        keepAddresses(instance, at: local)
        schedule(instance)
    }

    /// A master's addresses: put back what is missing, refresh what would expire.
    private mutating func keepAddresses(_ instance: Int, at local: Instant) {
        guard instances[instance].isMaster else { return instances[instance].putBack.settle() }
        if let due = instances[instance].putBack.due {
            guard due <= local else { return }
            instances[instance].putBack.settle()
        }
        if instances[instance].lacksAddresses {
            guard plan.flaw != .forgetsToCarry else { return }
            guard instances[instance].refusals.isEmpty else {
                happenings.append(.refused(instance: instance))
                return tell(.addressRefused, instance)
            }
            addAddresses(instance)
        } else if plan.flaw != .forgetsToRefresh, let due = instances[instance].addresses.nextRefresh, due <= local {
            let lifetime = instances[instance].draft.lifetime.length(for: instances[instance].draft)
            let delay = kernelDelay(instance)
            instances[instance].addresses.refresh(for: lifetime, at: local, delay: delay)
            scheduleExpiry(instance)
        }
    }

    // MARK: Actions

    /// Whether the kernel refused something.
    private mutating func perform(for instance: Int) -> Bool {
        var isRefused = false
        for action in actions {
            if action == .addAddresses, !instances[instance].refusals.isEmpty {
                happenings.append(.refused(instance: instance))
                isRefused = true
            } else {
                perform(action, for: instance)
            }
        }
        return isRefused
    }

    private mutating func perform(_ action: Action, for instance: Int) {
        switch action {
        case .sendAdvertisement(let priority):
            if plan.flaw == .leavesSilently, priority == 0 { return }
            happenings.append(.sent(instance: instance, priority: priority))
            send(priority, from: instance)
        case .addAddresses:
            if plan.flaw != .forgetsToCarry, plan.flaw != .announcesFirst { addAddresses(instance) }
        case .removeAddresses:
            let state = instances[instance].router.state
            if instances[instance].keepsLeftovers, state == .backup || state == .initialize { return }
            instances[instance].keepsLeftovers = false
            if plan.flaw != .forgetsToRelease { removeAddresses(instance) }
        case .announce:
            if plan.flaw == .announcesOnce, case .heard = happenings.last { return }
            happenings.append(.announced(instance: instance))
        case .transition(let from, let to, let reason):
            if plan.flaw == .announcesFirst, to == .master { addAddresses(instance) }
            if to != .backup, to != .master { dropLeftovers(instance) }
            happenings.append(.transition(instance: instance, from: from, to: to, reason: reason))
        case .priorityChanged, .heardLowerPriorityMaster, .report:
            break
        }
    }

    private mutating func removeAddresses(_ instance: Int) {
        guard !instances[instance].addresses.isEmpty else { return }
        instances[instance].addresses.removeAll()
        scheduleExpiry(instance)
        happenings.append(.removed(instance: instance))
    }

    private mutating func addAddresses(_ instance: Int) {
        instances[instance].keepsLeftovers = false
        let router = instances[instance]
        let delay = kernelDelay(instance)
        let settings = router.router.settings
        instances[instance].addresses.add(
            settings.addresses + settings.excludedAddresses, for: router.draft.lifetime.length(for: router.draft),
            at: localTime(instance), delay: delay)
        scheduleExpiry(instance)
        happenings.append(.added(instance: instance))
    }

    private mutating func kernelDelay(_ instance: Int) -> Nanoseconds {
        nodes[instances[instance].node].dice.within(.zero...KernelLifetime.kernelDelay)
    }

    mutating func scheduleExpiry(_ instance: Int) {
        let clock = nodes[instances[instance].node].clock
        let expiry = plan.flaw == .immortalAddresses ? nil : instances[instance].addresses.expiry
        agenda.set(.expiry(instance: instance), to: expiry.map { max(now, clock.trueTime(of: $0)) })
    }

    mutating func expire(_ instance: Int) {
        instances[instance].addresses.removeAll()
        happenings.append(.expired(instance: instance))
        // The kernel says so, and a process that runs hears it.
        if nodes[instances[instance].node].isRunning { wake(instance) }
    }
}
