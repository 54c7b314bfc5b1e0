import Deadlines

/// INIT (RFC 9568 §6.4.1): waits for the Startup event.
extension VirtualRouter {
    mutating func handleInInitialize(_ event: Event, at now: Instant, into actions: inout [Action]) {
        switch event {
        case .start, .resume:
            guard faultCauses.isEmpty else {
                // A predecessor that crashed may have left its addresses behind.
                actions.append(.removeAddresses)
                return enter(.fault, .fault(faultCauses), at: now, into: &actions)
            }
            if event == .resume {
                becomeMaster(.resumed, at: now, into: &actions)
            } else {
                leaveForElection(.started, at: now, into: &actions)
            }
        case .advertisement, .deadlineReached, .faultBegan, .faultEnded, .sourceAddressChanged, .addressRefused,
            .trackingChanged, .released, .held, .groupChanged, .shutdown:
            break
        }
    }

    /// §6.4.1: the owner is master at once, everybody else waits as a backup with its own interval.
    mutating func leaveForElection(_ reason: TransitionReason, at now: Instant, into actions: inout [Action]) {
        if settings.isOwner {
            becomeMaster(.ownsAddresses, at: now, into: &actions)
        } else {
            actions.append(.removeAddresses)
            becomeBackup(interval: settings.advertisementInterval, reason, at: now, into: &actions)
        }
    }
}
