import Addresses
import Deadlines

/// What a backup remembers.
struct Backup: Hashable, Sendable, Codable {
    /// When it takes over unless it hears from a master (Active_Down_Timer).
    var masterDownDeadline: Instant
    /// Version 3: the master's interval as learned (Active_Adver_Interval); version 2: the configured one.
    var masterInterval: Nanoseconds
    /// Until when a master of lower priority is obeyed (`preempt_delay`); nil until one is heard.
    var preemptHoldUntil: Instant?
    /// Whether the last advertisement was a master's farewell.
    var masterLeft = false
    /// Whether the last advertisement was one that resets the timer.
    var obeys = false
    /// Whether only the other members of the sync group keep it from being master; then no timer runs.
    var wantsMastership = false

    var deadline: Instant? { wantsMastership ? nil : masterDownDeadline }
}

/// BACKUP (RFC 9568 §6.4.2): listens, and takes over when the master falls silent.
extension VirtualRouter {
    mutating func handle(_ event: Event, in backup: Backup, at now: Instant, into actions: inout [Action]) {
        switch event {
        case .advertisement(let advertisement, let source):
            var backup = backup
            backup.hear(advertisement, as: self, at: now)
            phase = .backup(backup)
            noteMaster(advertisement, source, into: &actions)
        case .deadlineReached:
            guard !backup.wantsMastership, backup.masterDownDeadline <= now else { return }
            seekMastership(backup.masterLeft ? .masterLeft : .masterSilent, at: now, into: &actions)
        case .groupChanged(.master):
            guard backup.wantsMastership, let group = settings.syncGroup else { return }
            becomeMaster(.groupIsMaster(group), at: now, into: &actions)
        case .faultBegan, .faultEnded, .sourceAddressChanged, .addressRefused, .trackingChanged, .released, .held:
            guard !faultCauses.isEmpty else { return }
            enter(.fault, faultTransition, at: now, into: &actions)
        case .shutdown:
            enter(.initialize(Initialize()), .shutdown, at: now, into: &actions)
        case .start, .resume, .groupChanged:
            break
        }
    }

    mutating func becomeBackup(
        interval: Nanoseconds, _ reason: TransitionReason, at now: Instant, into actions: inout [Action]
    ) {
        let backup = Backup(masterDownDeadline: now + masterDown(interval: interval), masterInterval: interval)
        enter(.backup(backup), reason, at: now, into: &actions)
    }

    /// Becomes master; a member of a sync group says that it would, and waits for the group.
    mutating func seekMastership(_ reason: TransitionReason, at now: Instant, into actions: inout [Action]) {
        guard settings.syncGroup != nil, case .backup(var backup) = phase else {
            return becomeMaster(reason, at: now, into: &actions)
        }
        backup.wantsMastership = true
        backup.obeys = false
        phase = .backup(backup)
    }

    /// Moves a running timer to where it would end had the priority always been the present one.
    mutating func adaptMasterDown(fromPriority former: UInt8) {
        guard case .backup(var backup) = phase else { return }
        let difference =
            skew(priority: effectivePriority, interval: backup.masterInterval)
            - skew(priority: former, interval: backup.masterInterval)
        backup.masterDownDeadline = backup.masterDownDeadline + difference
        phase = .backup(backup)
    }

    /// The interval to expect from whoever sent the advertisement: version 3 learns it, version 2 insists on its own.
    func interval(learnedFrom advertisement: Advertisement) -> Nanoseconds {
        settings.version == .v3 ? advertisement.interval : settings.advertisementInterval
    }

    mutating func noteMaster(_ advertisement: Advertisement, _ source: IPAddress, into actions: inout [Action]) {
        if advertisement.priority == 0 {
            lastMaster = nil
            return
        }
        lastMaster = MasterSeen(
            address: source, priority: advertisement.priority, advertisementInterval: advertisement.interval)
        if !advertisement.listsOurAddresses { actions.append(.report(.addressListDiffers(source))) }
        if !advertisement.beginsWithLinkLocal { actions.append(.report(.linkLocalMissing(source))) }
        if advertisement.interval != settings.advertisementInterval {
            actions.append(.report(.intervalDiffers(source, advertisement.interval)))
        }
    }
}

extension Backup {
    /// §6.4.2, "If an ADVERTISEMENT is received".
    fileprivate mutating func hear(_ advertisement: Advertisement, as router: VirtualRouter, at now: Instant) {
        if advertisement.priority == 0 {
            masterDownDeadline = now + router.skew(priority: router.effectivePriority, interval: masterInterval)
            masterLeft = true
            obeys = false
            return
        }
        let isLower = advertisement.priority < router.effectivePriority
        holdPreemption(advertisementIsLower: isLower, delay: router.settings.preemptDelay, at: now)
        let holds = preemptHoldUntil.map { now < $0 } ?? false
        // Equal priorities are no contest here, whatever the addresses: only masters compare them.
        obeys = !isLower || !router.settings.preempts || holds
        guard obeys else { return }
        masterInterval = router.interval(learnedFrom: advertisement)
        masterDownDeadline = now + router.masterDown(interval: masterInterval)
        masterLeft = false
        wantsMastership = false
    }

    /// `preempt_delay`: the first advertisement of lower priority starts it, one that is not lower ends it.
    private mutating func holdPreemption(advertisementIsLower: Bool, delay: Nanoseconds, at now: Instant) {
        guard advertisementIsLower else {
            preemptHoldUntil = nil
            return
        }
        if preemptHoldUntil == nil, delay > .zero { preemptHoldUntil = now + delay }
    }
}
