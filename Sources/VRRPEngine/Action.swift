public import Addresses
public import Deadlines

/// What a virtual router asks its surroundings to do, in order.
public enum Action: Hashable, Sendable {
    /// Send one advertisement with this priority; 0 says that the router leaves.
    case sendAdvertisement(priority: UInt8)
    /// Put all virtual addresses on their interfaces; those already there are fine.
    case addAddresses
    /// Take all virtual addresses off their interfaces; those not there are fine.
    case removeAddresses
    /// Send this many gratuitous ARP requests or unsolicited neighbour advertisements for each virtual address.
    case announce(repetitions: Int)
    /// The priority that counts in the election changed; `priorityReasons` says why.
    case priorityChanged(from: UInt8, to: UInt8)
    /// This master heard another one of lower priority (keepalived: `notify_master_rx_lower_pri`).
    case heardLowerPriorityMaster
    case transition(from: VRRPState, to: VRRPState, reason: TransitionReason)
    /// Something an operator should know. It may repeat with every advertisement: limit its rate.
    case report(Observation)
}

/// Something on the link that is accepted and should not be so.
public enum Observation: Hashable, Sendable {
    /// Another router claims to own the addresses, as this one does (RFC 9568 §8.3.2).
    case secondOwner(IPAddress)
    /// Another router is master with the same priority (RFC 9568 §8.3.2).
    case equalPriorityMaster(IPAddress)
    /// A router of lower rank goes on advertising: it does not hear this master. Its priority is told with it.
    case deafMaster(IPAddress, priority: UInt8)
    /// A version 3 advertisement lists other addresses than configured (RFC 9568 §7.1).
    case addressListDiffers(IPAddress)
    /// A version 3 master advertises at another interval than configured (RFC 9568 §7.1).
    case intervalDiffers(IPAddress, Nanoseconds)
    /// An IPv6 advertisement lists no link-local address first (RFC 9568 §5.2.9, erratum 8300).
    case linkLocalMissing(IPAddress)
}

extension Observation: CustomStringConvertible {
    public var description: String {
        switch self {
        case .secondOwner(let source): "\(source) claims to own the addresses too (priority 255)"
        case .equalPriorityMaster(let source): "\(source) is master with the same priority"
        case .deafMaster(let source, let priority):
            "\(source) with priority \(priority) is master too: it does not hear this node, or drops what it hears (look there, and for a link that works one way only)"
        case .addressListDiffers(let source): "\(source) advertises other addresses than configured here"
        case .intervalDiffers(let source, let interval):
            "\(source) advertises every \(interval), not as configured here"
        case .linkLocalMissing(let source): "\(source) lists no link-local address first"
        }
    }
}
