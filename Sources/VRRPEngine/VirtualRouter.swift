public import Addresses
public import Deadlines

/// One virtual router of one family on one interface: the state machine of RFC 9568 §6.4 (and RFC 3768 §6.4) as a
/// value.
///
/// Events and a time go in, actions come out, and `deadline` says when it wants to hear `.deadlineReached` next. It
/// reads no clock and touches nothing; what each state does with each event is in `States/`.
public struct VirtualRouter: Sendable {
    /// The states with what each of them has to remember.
    enum Phase: Sendable {
        case initialize
        case backup(Backup)
        case master(Master)
        case fault
    }

    public internal(set) var settings: RouterSettings
    /// What keeps the router from taking part; noted in every state.
    public private(set) var faultCauses: FaultCauses = [.noSourceAddress]
    /// Where its advertisements come from.
    public private(set) var sourceAddress: IPAddress?
    /// What is tracked says about it.
    public private(set) var tracking = TrackingVerdict.clear
    /// Since when it has been in its state.
    public internal(set) var since: Instant
    var phase: Phase = .initialize
    var lastMaster: MasterSeen?

    /// A router in INIT, which has no source address yet.
    public init(_ settings: RouterSettings, at now: Instant) {
        self.settings = settings
        since = now
    }

    /// Where the state machine stands (RFC 9568 §6.4).
    public var state: VRRPState {
        switch phase {
        case .initialize: .initialize
        case .backup: .backup
        case .master: .master
        case .fault: .fault
        }
    }

    /// When the router wants to hear `.deadlineReached`; nil where it waits for nothing.
    public var deadline: Instant? {
        switch phase {
        case .initialize, .fault: nil
        case .backup(let backup): backup.masterDownDeadline
        case .master(let master): master.deadline
        }
    }

    /// The priority that counts in the election.
    public var effectivePriority: UInt8 { settings.priority }

    /// What makes the effective priority differ from the configured one, as phrases.
    public var priorityReasons: [String] { tracking.adjustments.filter { $0.weight != 0 }.map(\.description) }

    /// The current master: this router itself while it is master, the last one heard while it is backup.
    public var master: MasterSeen? {
        switch phase {
        case .initialize, .fault: return nil
        case .backup: return lastMaster
        case .master:
            return sourceAddress.map {
                MasterSeen(
                    address: $0, priority: effectivePriority, advertisementInterval: settings.advertisementInterval)
            }
        }
    }

    /// Tells the router that something happened at `now` and appends what is to be done to `actions`.
    ///
    /// - Parameter now: never earlier than in the calls before.
    public mutating func handle(_ event: Event, at now: Instant, into actions: inout [Action]) {
        noteFacts(event)
        switch phase {
        case .initialize: handleInInitialize(event, at: now, into: &actions)
        case .backup(let backup): handle(event, in: backup, at: now, into: &actions)
        case .master(let master): handle(event, in: master, at: now, into: &actions)
        case .fault: handleInFault(event, at: now, into: &actions)
        }
    }

    /// Takes new settings for the same virtual router (interface, family, VRID and version are those it had) and
    /// keeps its role.
    ///
    /// A backup's timer starts anew. A master advertises at once and announces its addresses again; addresses that
    /// are no longer wanted are the caller's to remove.
    public mutating func reconfigure(to newSettings: RouterSettings, at now: Instant, into actions: inout [Action]) {
        settings = newSettings
        if faultCauses.contains(.addressRefused) {
            handle(.faultEnded(.addressRefused), at: now, into: &actions)
        }
        switch phase {
        case .initialize, .fault:
            break
        case .backup(var backup):
            guard !settings.isOwner else { return becomeMaster(.ownsAddresses, at: now, into: &actions) }
            if settings.version == .v2 { backup.masterInterval = settings.advertisementInterval }
            backup.preemptHoldUntil = nil
            backup.masterDownDeadline = now + masterDown(interval: backup.masterInterval)
            phase = .backup(backup)
        case .master:
            beMaster(at: now, into: &actions)
        }
    }

    /// Moves to another state: what was remembered of the old one is gone.
    mutating func enter(_ next: Phase, _ reason: TransitionReason, at now: Instant, into actions: inout [Action]) {
        let previous = state
        phase = next
        since = now
        actions.append(.transition(from: previous, to: state, reason: reason))
    }

    func masterDown(interval: Nanoseconds) -> Nanoseconds {
        Timers.masterDown(version: settings.version, priority: effectivePriority, interval: interval)
    }

    private mutating func noteFacts(_ event: Event) {
        switch event {
        case .faultBegan(let causes): faultCauses.formUnion(causes)
        case .faultEnded(let causes): faultCauses.subtract(causes)
        case .addressRefused: faultCauses.insert(.addressRefused)
        case .sourceAddressChanged(let address):
            sourceAddress = address
            if address == nil {
                faultCauses.insert(.noSourceAddress)
            } else {
                faultCauses.remove(.noSourceAddress)
            }
        case .trackingChanged(let verdict):
            tracking = verdict
        case .start, .resume, .advertisement, .deadlineReached, .released, .held, .groupChanged, .shutdown: break
        }
    }
}
