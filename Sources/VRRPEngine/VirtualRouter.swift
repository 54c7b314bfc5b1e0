public import Addresses
public import Deadlines

/// One virtual router of one family on one interface: the state machine of RFC 9568 §6.4 (and RFC 3768 §6.4) as a
/// value.
///
/// Events and a time go in, actions come out, and `deadline` says when it wants to hear `.deadlineReached` next. It
/// reads no clock and touches nothing; what each state does with each event is in `States/`.
public struct VirtualRouter: Sendable {
    /// The states with what each of them has to remember.
    enum Phase: Hashable, Sendable, Codable {
        case initialize(Initialize)
        case backup(Backup)
        case master(Master)
        case fault
    }

    public internal(set) var settings: RouterSettings
    /// What keeps the router from taking part; noted in every state.
    public private(set) var faultCauses: FaultCauses = [.noSourceAddress]
    /// Where its advertisements come from.
    public private(set) var sourceAddress: IPAddress?
    /// The priority that counts in the election: the configured one with what is tracked.
    public private(set) var effectivePriority: UInt8
    /// What is tracked says about it.
    public private(set) var tracking = TrackingVerdict.clear
    /// Since when it has been in its state.
    public internal(set) var since: Instant
    var phase = Phase.initialize(Initialize())
    var lastMaster: MasterSeen?

    /// A router in INIT, which has no source address yet.
    public init(_ settings: RouterSettings, at now: Instant) {
        self.settings = settings
        effectivePriority = settings.priority
        since = now
    }

    /// A router that goes on where another one was.
    public init(_ settings: RouterSettings, from checkpoint: RouterCheckpoint) {
        self.settings = settings
        faultCauses = checkpoint.faultCauses
        sourceAddress = checkpoint.sourceAddress
        tracking = checkpoint.tracking
        effectivePriority = checkpoint.tracking.effectivePriority(of: settings.priority)
        since = checkpoint.since
        phase = checkpoint.phase
        lastMaster = checkpoint.lastMaster
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
        case .initialize(let initialize): initialize.delayedUntil
        case .fault: nil
        case .backup(let backup): backup.deadline
        case .master(let master): master.deadline
        }
    }

    /// Whether it would be master, were it not for the other members of its sync group; true for a master.
    public var wantsMastership: Bool {
        switch phase {
        case .initialize, .fault: false
        case .backup(let backup): backup.wantsMastership
        case .master: true
        }
    }

    /// Whether it is a backup that hears a master which it will not replace.
    public var obeysMaster: Bool {
        if case .backup(let backup) = phase { backup.obeys } else { false }
    }

    /// What holds it in FAULT, or would, as one phrase; empty for nothing.
    public var faultReason: String { faultCauses.description(tracked: tracking.faults) }

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
        if case .trackingChanged = event { updatePriority(at: now, into: &actions) }
        switch phase {
        case .initialize(let initialize): handle(event, in: initialize, at: now, into: &actions)
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
        let formerGroup = settings.syncGroup
        let formerPriority = effectivePriority
        settings = newSettings
        effectivePriority = tracking.effectivePriority(of: settings.priority)
        if effectivePriority != formerPriority {
            actions.append(.priorityChanged(from: formerPriority, to: effectivePriority))
        }
        var over = faultCauses.intersection(.addressRefused)
        if settings.syncGroup != formerGroup { over.formUnion(faultCauses.intersection(.groupMember)) }
        let former = state
        if !over.isEmpty { handle(.faultEnded(over), at: now, into: &actions) }
        // What has just left FAULT runs with the new settings already.
        guard state == former else { return }
        switch phase {
        case .initialize, .fault:
            break
        case .backup(var backup):
            if settings.isOwner { return seekMastership(.ownsAddresses, at: now, into: &actions) }
            if settings.version == .v2 { backup.masterInterval = settings.advertisementInterval }
            backup.preemptHoldUntil = nil
            backup.wantsMastership = false
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
        Timers.masterDown(
            version: settings.version, priority: effectivePriority, interval: interval,
            advertisements: settings.downTimerAdvertisements)
    }

    func skew(priority: UInt8, interval: Nanoseconds) -> Nanoseconds {
        Timers.skew(version: settings.version, priority: priority, interval: interval)
    }

    /// Why it goes to FAULT now.
    var faultTransition: TransitionReason {
        .fault(faultCauses, tracked: faultCauses.contains(.tracked) ? tracking.faults : [])
    }

    /// Takes over what is tracked into the priority. A backup's timer follows; a master lets the others know, unless
    /// it is about to leave.
    private mutating func updatePriority(at now: Instant, into actions: inout [Action]) {
        let former = effectivePriority
        effectivePriority = tracking.effectivePriority(of: settings.priority)
        guard effectivePriority != former else { return }
        actions.append(.priorityChanged(from: former, to: effectivePriority))
        adaptMasterDown(fromPriority: former)
        if faultCauses.isEmpty { advertisePriority(at: now, into: &actions) }
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
            if verdict.faults.isEmpty { faultCauses.remove(.tracked) } else { faultCauses.insert(.tracked) }
        case .released: faultCauses.insert(.released)
        case .held: faultCauses.remove(.released)
        case .start, .resume, .advertisement, .deadlineReached, .groupChanged, .shutdown: break
        }
    }
}
