public import Addresses

/// Why a virtual router went from one state to another.
public enum TransitionReason: Hashable, Sendable {
    /// It was allowed to start.
    case started
    /// It goes on where its predecessor on this host stopped.
    case resumed
    /// It owns the addresses (priority 255).
    case ownsAddresses
    /// No advertisement came for the master down interval.
    case masterSilent
    /// The master left with priority 0, and nobody of higher priority spoke up.
    case masterLeft
    /// The settings changed.
    case reconfigured
    case higherPriority(UInt8, from: IPAddress)
    /// A master of the same priority has the greater address.
    case greaterAddress(IPAddress)
    /// All members of the sync group are ready to be master.
    case groupIsMaster(String)
    /// Another member of the sync group stopped being master.
    case groupIsBackup(String)
    /// - Parameter tracked: what that is tracked says, where the causes have `.tracked`.
    case fault(FaultCauses, tracked: [String] = [])
    /// It was not run for so long that a backup has taken over (`timer_expired_backup`).
    case ranTooLate
    /// The last cause of FAULT went away.
    case recovered
    case shutdown
}

extension TransitionReason: CustomStringConvertible {
    public var description: String {
        switch self {
        case .started: "started"
        case .resumed: "resumes from a kept stop"
        case .ownsAddresses: "owns the addresses (priority 255)"
        case .masterSilent: "no advertisement within the master down interval"
        case .masterLeft: "the master left with priority 0"
        case .reconfigured: "the configuration changed"
        case .higherPriority(let priority, let source): "\(source) advertises the higher priority \(priority)"
        case .greaterAddress(let source): "\(source) advertises the same priority from a greater address"
        case .groupIsMaster(let group): "every member of the sync group \(group) is ready to be master"
        case .groupIsBackup(let group): "another member of the sync group \(group) stopped being master"
        case .fault(let causes, let tracked): causes.description(tracked: tracked)
        case .ranTooLate: "was not run for so long that a backup has taken over"
        case .recovered: "what was missing is back"
        case .shutdown: "shut down"
        }
    }
}
