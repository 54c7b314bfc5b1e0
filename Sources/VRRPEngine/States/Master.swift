import Addresses
import Deadlines

/// What a master remembers.
struct Master: Hashable, Sendable, Codable {
    /// When the next advertisement is due (Adver_Timer).
    var nextAdvertisement: Instant
    var announcements: AnnouncementSchedule
    /// When masters of lower rank were answered: first, and last.
    var answers: Answers?

    struct Answers: Hashable, Sendable, Codable {
        var first: Instant
        var last: Instant
    }

    /// How often one is answered at most: a flood of such advertisements must not become one of ours.
    static let answerPause = Nanoseconds.milliseconds(1)

    var deadline: Instant {
        announcements.deadline.map { min($0, nextAdvertisement) } ?? nextAdvertisement
    }
}

/// MASTER (RFC 9568 §6.4.3, Active): carries the addresses and advertises.
extension VirtualRouter {
    mutating func handle(_ event: Event, in master: Master, at now: Instant, into actions: inout [Action]) {
        switch event {
        case .advertisement(let advertisement, let source):
            hear(advertisement, from: source, in: master, at: now, into: &actions)
        case .deadlineReached:
            sendWhatIsDue(in: master, at: now, into: &actions)
        case .faultBegan, .faultEnded, .sourceAddressChanged, .addressRefused, .trackingChanged, .released, .held:
            guard !faultCauses.isEmpty else { return }
            leave(into: &actions)
            enter(.fault, faultTransition, at: now, into: &actions)
        case .groupChanged(.backup):
            guard let group = settings.syncGroup else { return }
            leave(into: &actions)
            becomeBackup(interval: settings.advertisementInterval, .groupIsBackup(group), at: now, into: &actions)
        case .shutdown:
            leave(into: &actions)
            enter(.initialize(Initialize()), .shutdown, at: now, into: &actions)
        case .start, .resume, .groupChanged:
            break
        }
    }

    mutating func becomeMaster(_ reason: TransitionReason, at now: Instant, into actions: inout [Action]) {
        let previous = state
        beMaster(at: now, into: &actions)
        since = now
        actions.append(.transition(from: previous, to: .master, reason: reason))
    }

    /// §6.4.2 (355) to (385): the advertisement leaves first, then the addresses go on, then the link hears of them.
    mutating func beMaster(at now: Instant, into actions: inout [Action]) {
        lastMaster = nil
        phase = .master(
            Master(
                nextAdvertisement: now + settings.advertisementInterval,
                announcements: AnnouncementSchedule(settings.announcements, masterSince: now)))
        actions.append(.sendAdvertisement(priority: effectivePriority))
        actions.append(.addAddresses)
        announce(settings.announcements.masterRepeat, into: &actions)
    }

    /// Lets the backups know at once of a priority that something tracked changed.
    mutating func advertisePriority(at now: Instant, into actions: inout [Action]) {
        guard case .master(var master) = phase else { return }
        actions.append(.sendAdvertisement(priority: effectivePriority))
        master.nextAdvertisement = now + settings.advertisementInterval
        phase = .master(master)
    }

    /// §6.4.3, "If an ADVERTISEMENT is received".
    private mutating func hear(
        _ advertisement: Advertisement, from source: IPAddress, in master: Master, at now: Instant,
        into actions: inout [Action]
    ) {
        if settings.isOwner, settings.ownerIgnoresAdvertisements {
            if advertisement.priority == RouterSettings.ownerPriority { actions.append(.report(.secondOwner(source))) }
            return
        }
        if advertisement.priority == 0 { return advertisePriority(at: now, into: &actions) }
        if advertisement.priority == effectivePriority {
            actions.append(.report(settings.isOwner ? .secondOwner(source) : .equalPriorityMaster(source)))
        }
        guard let reason = reasonToYield(to: advertisement, from: source) else {
            return assertMastership(against: advertisement, from: source, in: master, at: now, into: &actions)
        }
        // `higher_prio_send_advert`: the other master announces its addresses after those that this one announced last.
        if settings.sendsToHigherPriority { actions.append(.sendAdvertisement(priority: effectivePriority)) }
        actions.append(.removeAddresses)
        becomeBackup(interval: interval(learnedFrom: advertisement), reason, at: now, into: &actions)
        if case .backup(var backup) = phase {
            backup.obeys = true
            phase = .backup(backup)
        }
        noteMaster(advertisement, source, into: &actions)
    }

    /// Answers a master that loses the election: to itself, and to bridges that learned from it (new in RFC 9568).
    private mutating func assertMastership(
        against advertisement: Advertisement, from source: IPAddress, in master: Master, at now: Instant,
        into actions: inout [Action]
    ) {
        if let last = master.answers?.last, now - last < Master.answerPause { return }
        var master = master
        var answers = master.answers ?? Master.Answers(first: now, last: now)
        let interval = max(settings.advertisementInterval, advertisement.interval)
        if now - answers.last > interval * 2 { answers.first = now }
        answers.last = now
        master.answers = answers
        // One that hears the answer yields; it may have sent one more meanwhile.
        if now - answers.first > interval * 2 {
            actions.append(.report(.deafMaster(source, priority: advertisement.priority)))
        }
        if !settings.silentToLowerPriority { actions.append(.sendAdvertisement(priority: effectivePriority)) }
        announce(master.announcements.lowerPriorityHeard(at: now), into: &actions)
        phase = .master(master)
        actions.append(.heardLowerPriorityMaster)
    }

    private func reasonToYield(to advertisement: Advertisement, from source: IPAddress) -> TransitionReason? {
        if advertisement.priority > effectivePriority {
            return .higherPriority(advertisement.priority, from: source)
        }
        guard advertisement.priority == effectivePriority, let sourceAddress, source > sourceAddress else { return nil }
        return .greaterAddress(source)
    }

    private mutating func sendWhatIsDue(in master: Master, at now: Instant, into actions: inout [Action]) {
        if isOvertaken(in: master, at: now) {
            actions.append(.removeAddresses)
            return becomeBackup(interval: settings.advertisementInterval, .ranTooLate, at: now, into: &actions)
        }
        var master = master
        if master.nextAdvertisement <= now {
            actions.append(.sendAdvertisement(priority: effectivePriority))
            // From the deadline, not from now: late wake-ups must not add up. After a stall of more than an interval
            // there is nothing to catch up with.
            let next = master.nextAdvertisement + settings.advertisementInterval
            master.nextAdvertisement = next > now ? next : now + settings.advertisementInterval
        }
        announce(master.announcements.takeDue(at: now), into: &actions)
        phase = .master(master)
    }

    /// `timer_expired_backup`: whether this master was silent for so long that the best of the backups has taken over.
    private func isOvertaken(in master: Master, at now: Instant) -> Bool {
        guard let priority = settings.expiryOfBackup, !settings.preempts else { return false }
        let wait = Timers.masterDown(
            version: settings.version, priority: priority, interval: settings.advertisementInterval,
            advertisements: settings.downTimerAdvertisements)
        return now - master.nextAdvertisement >= wait - settings.advertisementInterval
    }

    /// A master's farewell: priority 0 before anything slow, then the addresses.
    private func leave(into actions: inout [Action]) {
        actions.append(.sendAdvertisement(priority: 0))
        actions.append(.removeAddresses)
    }

    private func announce(_ repetitions: Int, into actions: inout [Action]) {
        guard repetitions > 0 else { return }
        actions.append(.announce(repetitions: repetitions))
    }
}
