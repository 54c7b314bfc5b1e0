import Deadlines

/// What a router in INIT remembers.
struct Initialize: Hashable, Sendable, Codable {
    /// Whether the Startup event came.
    var isStarted = false
    /// Until when it stays here all the same (`vrrp_startup_delay`).
    var delayedUntil: Instant?
}

/// INIT (RFC 9568 §6.4.1): waits for the Startup event, and then for `vrrp_startup_delay` and the first results of what
/// is tracked.
extension VirtualRouter {
    mutating func handle(_ event: Event, in initialize: Initialize, at now: Instant, into actions: inout [Action]) {
        switch event {
        case .start:
            guard !initialize.isStarted else { return }
            start(at: now, into: &actions)
        case .resume:
            guard !startsInFault(at: now, into: &actions) else { return }
            becomeMaster(.resumed, at: now, into: &actions)
        case .deadlineReached:
            guard let due = initialize.delayedUntil, due <= now else { return }
            leaveInitialize(Initialize(isStarted: true), at: now, into: &actions)
        case .trackingChanged:
            leaveInitialize(initialize, at: now, into: &actions)
        case .shutdown:
            phase = .initialize(Initialize())
        case .advertisement, .faultBegan, .faultEnded, .sourceAddressChanged, .addressRefused, .released, .held,
            .groupChanged:
            break
        }
    }

    private mutating func start(at now: Instant, into actions: inout [Action]) {
        let delayedUntil = settings.startupDelay > .zero ? now + settings.startupDelay : nil
        leaveInitialize(Initialize(isStarted: true, delayedUntil: delayedUntil), at: now, into: &actions)
        // A predecessor that crashed may have left its addresses behind.
        if state == .initialize { actions.append(.removeAddresses) }
    }

    /// Leaves INIT unless something holds it there.
    private mutating func leaveInitialize(
        _ initialize: Initialize, at now: Instant, into actions: inout [Action]
    ) {
        phase = .initialize(initialize)
        guard initialize.isStarted, initialize.delayedUntil == nil, !tracking.isUndecided,
            !startsInFault(at: now, into: &actions)
        else { return }
        leaveForElection(.started, at: now, into: &actions)
    }

    private mutating func startsInFault(at now: Instant, into actions: inout [Action]) -> Bool {
        guard !faultCauses.isEmpty else { return false }
        actions.append(.removeAddresses)
        enter(.fault, faultTransition, at: now, into: &actions)
        return true
    }

    /// §6.4.1: the owner is master at once, everybody else waits as a backup with its own interval.
    mutating func leaveForElection(_ reason: TransitionReason, at now: Instant, into actions: inout [Action]) {
        if settings.isOwner, settings.syncGroup == nil {
            becomeMaster(.ownsAddresses, at: now, into: &actions)
        } else {
            actions.append(.removeAddresses)
            becomeBackup(interval: settings.advertisementInterval, reason, at: now, into: &actions)
            if settings.isOwner { seekMastership(.ownsAddresses, at: now, into: &actions) }
        }
    }
}
