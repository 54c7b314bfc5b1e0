import Deadlines

/// FAULT (keepalived): stays out of the election until nothing is missing any more.
extension VirtualRouter {
    mutating func handleInFault(_ event: Event, at now: Instant, into actions: inout [Action]) {
        switch event {
        case .faultEnded, .sourceAddressChanged, .trackingChanged, .held:
            guard faultCauses.isEmpty else { return }
            leaveForElection(.recovered, at: now, into: &actions)
        case .shutdown:
            enter(.initialize(Initialize()), .shutdown, at: now, into: &actions)
        case .start, .resume, .advertisement, .deadlineReached, .faultBegan, .addressRefused, .released,
            .groupChanged:
            break
        }
    }
}
